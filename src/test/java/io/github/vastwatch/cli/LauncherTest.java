package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/vastwatch} with programs in place of Java that print what they are given. */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("awk", "find", "ls", "mkdir", "mv", "nice", "readlink", "rm", "sed");

    @TempDir
    Path folder;

    private Path tools;
    private Path jar;

    @BeforeEach
    void install() throws IOException {
        folder = folder.toRealPath();
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path real = List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool)).stream()
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            script(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        Files.createDirectories(folder.resolve("lib/vastwatch"));
        Files.createDirectory(folder.resolve("bin"));
        Files.copy(Path.of("bin", "vastwatch"), folder.resolve("bin/vastwatch"));
        jar = Files.writeString(folder.resolve("lib/vastwatch/vastwatch.jar"), "a jar");
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws Exception {
        assertThat(run(Map.of(), "query")).isEqualTo("""
                        69: vastwatch needs Java 17 or newer
                            install it (Debian, Ubuntu: openjdk-17-jre-headless; Alpine: openjdk17-jre-headless; macOS: brew install openjdk)
                            or set JAVA_HOME to the folder of one
                        """);
    }

    @Test
    void aJavaThatIsTooOldIsNamed() throws Exception {
        String home = java("old", "1.8.0_392").toString();

        assertThat(run(Map.of("JAVA_HOME", home), "query"))
                .startsWith("69: vastwatch needs Java 17 or newer, found:\n    " + home + "/bin/java is 1.8.0_392\n");
    }

    @Test
    void aNewerJavaOnThePathIsUsedAndGetsArgumentsAndReturnsItsCode() throws Exception {
        String old = java("old", "11.0.2").toString();
        Files.createSymbolicLink(tools.resolve("java"), java("new", "21.0.1").resolve("bin/java"));

        assertThat(run(Map.of("JAVA_HOME", old, "VASTWATCH_JAVA_OPTS", "-Xmx1g -Da=b"), "query", "a b", "c"))
                .matches("(?s)3: .*-XX:\\+UseSerialGC\\n.*-Xmx1g\\n-Da=b\\n-jar\\n" + jar + "\\nquery\\na b\\nc\\n");
    }

    @Test
    void aCommandCompilesLessThanTheDaemon() throws Exception {
        String home = java("new", "21.0.1").toString();
        String option = "-XX:CompileThresholdScaling=4\n";

        assertThat(run(Map.of("JAVA_HOME", home), "status")).contains(option);
        assertThat(run(Map.of("JAVA_HOME", home), "-c", "a.yaml", "run")).doesNotContain(option);
    }

    @Test
    void anArchiveOfThisJarAndThisJavaIsUsedAndAnOlderOneIsNot() throws Exception {
        String home = java("new", "21.0.1").toString();
        Path archive = Files.writeString(jar.resolveSibling("vastwatch-5-21.0.1.jsa"), "classes");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-11-26T12:00:00Z")));
        String option = "-XX:SharedArchiveFile=" + archive + "\n";

        assertThat(run(Map.of("JAVA_HOME", home), "query")).contains(option);
        Files.setLastModifiedTime(archive, FileTime.from(Instant.parse("2026-11-25T12:00:00Z")));
        assertThat(run(Map.of("JAVA_HOME", home), "query")).doesNotContain(option);
    }

    @Test
    void anArchiveThatCannotBeMadeIsNotTriedAgainAtEachStart() throws Exception {
        String home = java("new", "21.0.1").toString();
        Path calls = folder.resolve("new/calls");

        assertThat(run(Map.of("JAVA_HOME", home), "query")).startsWith("3: ");
        await().until(() -> Files.exists(calls) && Files.readString(calls).contains("demo"));
        assertThat(run(Map.of("JAVA_HOME", home), "query")).startsWith("3: ");
        assertThat(Files.readString(calls).lines().filter("demo"::equals)).hasSize(1);
    }

    @Test
    void systemdIsTalkedToByTheDaemonAndNotByTheArchivesDemo() throws Exception {
        String home = java("new", "21.0.1").toString();
        Path sockets = folder.resolve("new/sockets");
        script(folder.resolve("new/bin/java"), "echo \"${NOTIFY_SOCKET-none}\" >>'" + sockets + "'\nexit 3");

        run(Map.of("JAVA_HOME", home, "NOTIFY_SOCKET", "/run/notify"), "run");

        await().until(() -> Files.exists(sockets) && Files.readAllLines(sockets).size() == 2);
        assertThat(Files.readAllLines(sockets)).containsExactlyInAnyOrder("/run/notify", "none");
    }

    @Test
    void withoutAHomeThereIsNoArchive() throws Exception {
        String home = java("new", "21.0.1").toString();
        Path made = folder.resolve("made");
        script(tools.resolve("mkdir"), "printf '%s ' \"$@\" >'" + made + "'\nexit 1");
        // The jar's folder is writable for root, whatever its rights are.
        Path launcher = folder.resolve("bin/vastwatch");
        Files.writeString(launcher, Files.readString(launcher).replace("[ -w \"$beside\" ]", "false"));

        assertThat(run(Map.of("JAVA_HOME", home), "query")).startsWith("3: ");

        await().until(() -> Files.exists(made) && !Files.readString(made).isEmpty());
        // Even root can make no folder in it.
        assertThat(made).content().contains("/dev/null/");
    }

    @Test
    void theListsOfProcessesAreMergedWithoutNumbersAndWithEachOfTwoLikeLambdas() throws Exception {
        String home = java("new", "25.0.1").toString();
        Path classes = folder.resolve("new/classes");
        script(folder.resolve("new/bin/java"), """
                list=${JAVA_TOOL_OPTIONS#*=}
                list=${list%/*}
                for each; do
                    case $each in
                        demo)
                            printf 'a/A id: 1\n@cp a/A 2\n' >"$list/1.list"
                            printf '@lambda-proxy a/A run\n' >>"$list/1.list"
                            printf 'a/A id: 7\nb/B id: 1\n@lambda-proxy a/A run\n@lambda-proxy a/A run\n' >"$list/2.list"
                            ;;
                        -XX:SharedClassListFile=*) sed '' "${each#*=}" >'CLASSES' ;;
                        -XX:SharedArchiveFile=*) printf archive >"${each#*=}" ;;
                    esac
                done""".replace("CLASSES", classes.toString()));

        run(Map.of("JAVA_HOME", home), "query");

        Path archive = jar.resolveSibling("vastwatch-5-25.0.1.jsa");
        await().until(() -> Files.exists(archive) && Files.notExists(jar.resolveSibling(".vastwatch-archive")));
        assertThat(Files.readAllLines(classes))
                .containsExactlyInAnyOrder("@lambda-proxy a/A run", "@lambda-proxy a/A run", "a/A", "b/B");
    }

    @Test
    void aJavaThatMayLackAnOldOptionDoesNotGetIt() throws Exception {
        String option = "-XX:-FlightRecorder\n";

        assertThat(run(Map.of("JAVA_HOME", java("known", "21.0.1").toString()), "query"))
                .contains(option);
        assertThat(run(Map.of("JAVA_HOME", java("new", "25.0.1").toString()), "query"))
                .doesNotContain(option);
    }

    @Test
    void theHeapIsKeptSmallAndEachOptionForItIsDocumented() throws Exception {
        String page = Files.readString(Path.of("docs", "service.md"));

        List<String> options = run(Map.of("JAVA_HOME", java("new", "21.0.1").toString()), "query")
                .lines()
                .filter(line -> line.matches("-Xm.*|-XX:M..HeapFreeRatio=.*"))
                .toList();

        assertThat(options).hasSize(5).allSatisfy(option -> assertThat(page).containsPattern("[` ]" + option + "[` ]"));
    }

    @Test
    void theCLibraryKeepsFreedMemoryOnceUnlessTheEnvironmentSaysMore() throws Exception {
        String home = java("new", "21.0.1").toString();
        script(folder.resolve("new/bin/java"), "echo \"arenas: $MALLOC_ARENA_MAX\"\nexit 3");

        assertThat(run(Map.of("JAVA_HOME", home), "query")).isEqualTo("3: arenas: 1\n");
        assertThat(run(Map.of("JAVA_HOME", home, "MALLOC_ARENA_MAX", "4"), "query"))
                .isEqualTo("3: arenas: 4\n");
    }

    @Test
    void aMissingJarIsSaid() throws Exception {
        String home = java("new", "21.0.1").toString();
        Files.delete(jar);

        assertThat(run(Map.of("JAVA_HOME", home), "query"))
                .isEqualTo("69: vastwatch.jar is neither in " + folder.resolve("bin")
                        + " nor in ../lib/vastwatch or ../target beside it\n"
                        + "    build it: mvn -q -DskipTests package\n");
    }

    private Path java(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
        script(program, "printf '%s\\n' \"$@\"\nprintf '%s\\n' \"$@\" >>'" + home.resolve("calls") + "'\nexit 3");
        return home;
    }

    private static void script(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + lines + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The exit code and everything that is printed. */
    private String run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", folder.resolve("bin/vastwatch").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().putAll(new HashMap<>(environment));
        builder.environment().put("PATH", tools.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + said;
    }
}
