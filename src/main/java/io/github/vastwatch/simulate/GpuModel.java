package io.github.vastwatch.simulate;

/** A GPU model, with the figures that its offers scatter about. */
enum GpuModel {
    RTX_3060("RTX 3060", 12288, 0.055, 12.0, 12.0, 860, 0.16),
    RTX_3090("RTX 3090", 24576, 0.16, 28.0, 35.6, 860, 0.20),
    RTX_4070("RTX 4070", 12282, 0.11, 36.0, 29.1, 890, 0.08),
    RTX_4090("RTX 4090", 24564, 0.38, 100.0, 82.6, 890, 0.22),
    RTX_5070("RTX 5070", 12227, 0.12, 50.0, 30.9, 1200, 0.08),
    RTX_5090("RTX 5090", 32607, 0.52, 140.0, 104.8, 1200, 0.10),
    L40S("L40S", 46068, 0.62, 120.0, 91.6, 890, 0.04),
    A100_SXM4("A100 SXM4", 81920, 0.85, 85.0, 19.5, 800, 0.06),
    H100_SXM("H100 SXM", 81559, 2.10, 260.0, 67.0, 900, 0.06);

    final String wire;
    final int ramMb;
    /** $/h for one GPU. */
    final double price;

    final double dlperf;
    final double tflops;
    final int computeCap;
    /** Share of the machines. */
    final double share;

    GpuModel(String wire, int ramMb, double price, double dlperf, double tflops, int computeCap, double share) {
        this.wire = wire;
        this.ramMb = ramMb;
        this.price = price;
        this.dlperf = dlperf;
        this.tflops = tflops;
        this.computeCap = computeCap;
        this.share = share;
    }

    /** The model at a place from 0 to 1 in the market. */
    static GpuModel at(double place) {
        double sum = 0;
        for (GpuModel gpuModel : values()) {
            sum += gpuModel.share;
            if (place < sum) {
                return gpuModel;
            }
        }
        return RTX_4090;
    }
}
