using System.Text.RegularExpressions;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests;

/// <summary>The units of ops/systemd start what ops/up starts where there is no systemd, with the settings that it writes.</summary>
public sealed partial class SystemdUnitTests
{
    private const string Home = "/var/lib/shophosting/%i";

    /// <summary>EX_CONFIG: the settings are wrong, which no restart mends.</summary>
    private const string CannotStart = "78";

    private static readonly string s_cluster = File.ReadAllText(Repository.Path("ops/lib/cluster.sh"));

    public static TheoryData<string> Nodes { get; } = [.. Words("nodes")];

    [Fact]
    public void There_is_one_for_the_panel_and_for_each_process_of_the_cluster()
        => Directory.GetFiles(Repository.Path("ops/systemd")).Select(Path.GetFileName).ShouldBe(
            ["shophosting@.service", .. Words("nodes").Concat(["redis", "postgres"]).Select(name => $"shophosting-{name}@.service")], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_nodes_unit_runs_the_program_with_the_nodes_settings_and_again_when_it_fails(string node)
    {
        var unit = Read($"shophosting-{node}@");

        unit["ExecStart"].ShouldBe([$"{Home}/dotnet {Home}/panel/ShopHosting.Silo.dll"]);
        unit["EnvironmentFile"].ShouldBe([$"{Home}/{node}.env", $"-{Home}/local.env"]);
        unit["Restart"].ShouldBe(["on-failure"]);
        unit["RestartPreventExitStatus"].ShouldBe([CannotStart]);
        s_cluster.ShouldContain($"node_settings {node} ");
        s_cluster.ShouldContain("start_node \"$name\" env \"${variables[@]}\" \"$home/dotnet\" \"$home/panel/ShopHosting.Silo.dll\"");
    }

    [Theory]
    [InlineData("redis", "$(command -v redis-server)", "/usr/bin/redis-server")]
    [InlineData("postgres", "", "")]
    public void A_servers_unit_has_the_command_of_the_script(string name, string found, string placed)
    {
        var command = Regex.Match(s_cluster, $"^ +start_node {name} (.*)$", RegexOptions.Multiline).Groups[1].Value.Replace("\"", "", StringComparison.Ordinal).Replace("$home", Home, StringComparison.Ordinal);

        Read($"shophosting-{name}@")["ExecStart"].ShouldBe([found.Length > 0 ? command.Replace(found, placed, StringComparison.Ordinal) : command]);
    }

    [Fact]
    public void Every_unit_runs_as_the_scripts_user_in_the_installations_folder_and_gains_no_privilege()
    {
        foreach (var file in Directory.GetFiles(Repository.Path("ops/systemd")))
        {
            var unit = Read(Path.GetFileNameWithoutExtension(file));
            (unit["User"].Single(), unit["WorkingDirectory"].Single(), unit["NoNewPrivileges"].Single(), unit["CapabilityBoundingSet"].Single()).ShouldBe(("shophosting", Home, "yes", ""), file);
        }
    }

    [Theory]
    [InlineData("shophosting@", "installation.sh")]
    [InlineData("shophosting-web@", "cluster.sh")]
    public void Who_serves_pages_has_the_control_socket_where_shopctl_looks_for_it(string unit, string script)
    {
        Read(unit)["StateDirectory"].ShouldBe(["shophosting/%i/control"]);
        Read(unit)["StateDirectoryMode"].ShouldBe(["0700"]);
        File.ReadAllText(Repository.Path($"ops/lib/{script}")).ShouldContain("Frontend__ControlSocket=$home/control/panel.sock\n");
    }

    private static string[] Words(string variable) => Regex.Match(s_cluster, $@"^{variable}=\((.*)\)$", RegexOptions.Multiline).Groups[1].Value.Split(' ');

    private static ILookup<string, string> Read(string unit) => File.ReadAllLines(Repository.Path($"ops/systemd/{unit}.service"))
        .Select(line => Setting().Match(line)).Where(setting => setting.Success).ToLookup(setting => setting.Groups[1].Value, setting => setting.Groups[2].Value);

    [GeneratedRegex("^([A-Z][A-Za-z]+)=(.*)$")]
    private static partial Regex Setting();
}
