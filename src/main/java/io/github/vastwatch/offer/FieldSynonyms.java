package io.github.vastwatch.offer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Common names of fields, and words in a query that belong elsewhere. */
final class FieldSynonyms {
    private static final Map<String, List<Field>> FIELDS = new HashMap<>();
    private static final Map<String, String> ELSEWHERE = new HashMap<>();

    static {
        fields(
                "price cost dollars usd hourly rate pricehour priceperhour costperhour hourlyprice hourlycost dphtotal total"
                        + " pricetotal totalprice",
                Field.DPH_TOTAL);
        fields("gpuprice baseprice dphgpu gpucostperhour", Field.DPH_BASE);
        fields("discount discounted discountedprice discounteddph discountedtotalperhour", Field.DISCOUNTED_DPH_TOTAL);
        fields("bid minprice minimumbid spotprice bidprice", Field.MIN_BID);
        fields("diskprice storageprice diskcost", Field.STORAGE_COST);
        fields("gpu gpumodel gputype model card graphicscard name gpunames", Field.GPU_NAME);
        fields(
                "gpus gpucount numgpu gpunum ngpus ngpu gpunumber numbergpus numberofgpus count cards numcards",
                Field.NUM_GPUS);
        fields("vram gpuvram gpumemory gpumem gpuramgb vramgb videoram videomemory", Field.GPU_RAM);
        fields("totalvram gputotalvram vramtotal gputotalramgb gputotalmemory", Field.GPU_TOTAL_RAM);
        fields("ram memory mem rammb ramgb", Field.CPU_RAM, Field.GPU_RAM);
        fields("systemram systemmemory hostram cpumemory cpumem cpuramgb mainmemory", Field.CPU_RAM);
        fields("cuda cudaversion cudaver cudamax maxcuda cudav", Field.CUDA_MAX_GOOD);
        fields("computecapability cudacap sm", Field.COMPUTE_CAP);
        fields("driver driverversion driververs nvidiadriver driverver", Field.DRIVER_VERSION);
        fields(
                "country countries region location geo loc place where countrycode continent geocode geolocode geography",
                Field.GEOLOCATION);
        fields("disk storage disksize diskgb ssd hdd nvme space freespace", Field.DISK_SPACE);
        fields("diskspeed diskbandwidth iops diskio", Field.DISK_BW);
        fields("bandwidth network net internet inet netspeed speed internetspeed", Field.INET_DOWN, Field.INET_UP);
        fields("download downloadspeed down inetdownload netdown dl", Field.INET_DOWN);
        fields("upload uploadspeed up inetupload netup ul", Field.INET_UP);
        fields("bandwidthcost trafficcost traffic inetcost bandwidthprice", Field.INET_DOWN_COST, Field.INET_UP_COST);
        fields("cpu", Field.CPU_CORES_EFFECTIVE, Field.CPU_NAME);
        fields("cpumodel processor cputype", Field.CPU_NAME);
        fields("cores cpus vcpu vcpus threads numcpus cpucount corecount ncpus", Field.CPU_CORES_EFFECTIVE);
        fields("cpuclock cpuspeed cpufreq ghz mhz", Field.CPU_GHZ);
        fields("uptime reliable availability reliabilityscore", Field.RELIABILITY);
        fields("sla", Field.HAS_SLA);
        fields("slareliability promisedreliability", Field.EXPECTED_RELIABILITY);
        fields("perf performance dlp dlperformance deeplearning", Field.DLPERF);
        fields("dlperfperdollar perfperdollar dlpperdollar dlperfdph dlperfperdph", Field.DLPERF_PER_DPHTOTAL);
        fields("flops tflops teraflops", Field.TOTAL_FLOPS);
        fields("flopsperdollar tflopsperdollar", Field.FLOPS_PER_DPHTOTAL);
        fields("ranking rank", Field.SCORE);
        fields("ports portcount openports directports numports", Field.DIRECT_PORT_COUNT);
        fields("nvlink nvlinkbw", Field.BW_NVLINK);
        fields("pcie pci pciebandwidth", Field.PCIE_BW, Field.PCI_GEN);
        fields("pciegen pcigeneration pcieversion", Field.PCI_GEN);
        fields("gpubandwidth membw memorybandwidth vrambandwidth gpumembandwidth", Field.GPU_MEM_BW);
        fields("power tdp watts powerlimit", Field.GPU_MAX_POWER);
        fields("temp temperature gputemp", Field.GPU_MAX_TEMP);
        fields("arch architecture", Field.GPU_ARCH, Field.CPU_ARCH);
        fields("vendor brand", Field.GPU_ARCH);
        fields("avx", Field.HAS_AVX);
        fields("vm vms vmenabled virtualmachine", Field.VMS_ENABLED);
        fields("ip fixedip", Field.STATIC_IP);
        fields("os ubuntu osver", Field.UBUNTU_VERSION);
        fields("dc secure securecloud datacentre isdatacenter certified", Field.DATACENTER);
        fields("available availablenow", Field.RENTABLE);
        fields("trusted vericode", Field.VERIFIED);
        fields("days maxdays maxduration rentaltime timeleft time lease", Field.DURATION);
        fields("machine machineid", Field.MACHINE_ID);
        fields("host hostid owner", Field.HOST_ID);
        fields("offer offerid contractid askid instanceid", Field.ASK_CONTRACT_ID);
        fields("motherboard mainboard mobo", Field.MOBO_NAME);
        fields("cluster", Field.CLUSTER_ID);

        elsewhere(
                "maxprice pricemax maxcost maxdph priceunder budget limitprice pricelimit dphmax under below threshold",
                "the most that an offer may cost is the threshold of a watch: dph_total <= 0.40; in a query write"
                        + " dph_total<=0.40");
        elsewhere(
                "interval every poll pollinterval schedule cron frequency period",
                "how often to ask is a key of the watch: every: 1m");
        elsewhere(
                "type rentaltype spot interruptible ondemand reserved pricing",
                "how to rent is a key of the watch, type: bid, and an option of commands, --type bid");
        elsewhere(
                "allocatedstorage",
                "the disk that prices include is a key of the watch, disk: 50GB, and an option of commands, --disk 50GB");
        elsewhere(
                "targetreliability",
                "this asks for prices with an SLA and does not filter: write target_reliability: 0.95 as a key of the watch;"
                        + " the filters are has_sla and expected_reliability");
        elsewhere("notify channel channels email webhook to", "where alerts go is a key of the watch: notify: me");
        elsewhere("sort sortby orderby", "did you mean 'order'?");
        elsewhere("top max maxresults results", "did you mean 'limit'?");
        elsewhere("or not", "all clauses hold, and there is neither 'or' nor 'not': write in, notin or !=");
        elsewhere(
                "georegion",
                "this is a switch of the vendor's SDK, not a filter: name the continent, as geolocation in [EU]");
        elsewhere("chunked", "this is a switch of the vendor's SDK, not a filter: leave it out");
    }

    private FieldSynonyms() {}

    private static void fields(String words, Field... meant) {
        for (String word : words.split(" ")) {
            FIELDS.put(word, List.of(meant));
        }
    }

    private static void elsewhere(String words, String advice) {
        for (String word : words.split(" ")) {
            ELSEWHERE.put(word, advice);
        }
    }

    /** The fields of a word, the likeliest first; empty if it is unknown. */
    static List<Field> of(String word) {
        return FIELDS.getOrDefault(squeezed(word), List.of());
    }

    /** Advice about an unknown field. */
    static Optional<String> advice(String word) {
        String names = String.join("' or '", of(word).stream().map(Field::wire).toList());
        return names.isEmpty()
                ? Optional.ofNullable(ELSEWHERE.get(squeezed(word)))
                : Optional.of("did you mean '" + names + "'?");
    }

    private static String squeezed(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
