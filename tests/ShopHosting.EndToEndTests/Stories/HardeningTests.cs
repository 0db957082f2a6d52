using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>What a tenant's containers may do, as the engine says it and as seen from inside.</summary>
public sealed partial class HardeningTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const long PlanMemoryBytes = 768L * 1024 * 1024;

    [Fact]
    public Task A_shop_is_shut_in_and_still_reaches_what_it_needs() => TellAsync(async () =>
    {
        using var customer = Installation.NewCustomer();
        using var neighbour = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync("shutin");
        var other = await neighbour.OpenShopAsync("neighbour");
        var census = await Installation.StoreAsync(shop.Id);

        await ContainersAreHardenedAsync(shop, census, (await customer.AdministratorAsync(shop, customer.Password)).Password);
        await NetworksAreAsDesignedAsync(census);
        await ReachesOnlyWhatItNeedsAsync(shop, census, await Installation.StoreAsync(other.Id));

        await customer.DeleteAsync(shop, shop.Name);
        await neighbour.DeleteAsync(other, other.Name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
        await neighbour.UntilAsync(other, "Purged", TimeSpan.FromSeconds(60));
    });

    private async Task ContainersAreHardenedAsync(Shop shop, Census census, string administratorPassword)
    {
        var secrets = await SecretsAsync(census);
        secrets.Count.ShouldBeGreaterThan(9, "a database's, a cache's and eight of WordPress");
        long memory = 0;
        census.Containers.Count.ShouldBe(3);
        foreach (var container in census.Containers)
        {
            var inspected = await Installation.Docker.InspectContainerAsync(container.Id);
            var (host, config, name) = (inspected["HostConfig"]!, inspected["Config"]!, container.Name);
            Words(host["CapDrop"]).ShouldBe(["ALL"], name);
            Words(host["CapAdd"]).ShouldBeEmpty(name);
            Words(host["SecurityOpt"]).ShouldContain(option => option.StartsWith("no-new-privileges"), name);
            host["Privileged"]!.GetValue<bool>().ShouldBeFalse(name);
            host["ReadonlyRootfs"]!.GetValue<bool>().ShouldBeTrue(name);
            Words(host["Binds"]).ShouldBeEmpty(name);
            host["Mounts"]!.AsArray().ShouldAllBe(mount => mount!["Type"]!.GetValue<string>() == "volume", name);
            host["PidsLimit"]!.GetValue<long>().ShouldBe(200, name);
            host["CpuQuota"]!.GetValue<long>().ShouldBeInRange(1, host["CpuPeriod"]!.GetValue<long>(), name);
            host["Memory"]!.GetValue<long>().ShouldBe(host["MemorySwap"]!.GetValue<long>(), name);
            memory += host["Memory"]!.GetValue<long>();
            host["RestartPolicy"]!["Name"]!.GetValue<string>().ShouldBe("always", name);
            host["LogConfig"]!["Config"]!["max-size"]!.GetValue<string>().ShouldNotBeNullOrEmpty(name);
            config["User"]!.GetValue<string>().ShouldMatch("^[1-9][0-9]*:[1-9][0-9]*$", name);
            Ports(host).ShouldAllBe(binding => binding["HostIp"]!.GetValue<string>() == "127.0.0.1", name);
            Ports(host).Count().ShouldBe(container.Labels[Census.RoleLabel] == "application" ? 1 : 0, name);
            var told = inspected.ToJsonString();
            secrets.Append(administratorPassword).Where(told.Contains).ShouldBeEmpty($"secrets that the engine tells of {name}");
            container.Labels[Census.InstallationLabel].ShouldBe(Installation.Id);
            container.Labels[Census.StoreLabel].ShouldBe(shop.Id);
            container.Labels.Keys.ShouldContain("shophosting.account");
            container.Labels.Keys.ShouldContain("shophosting.operation");
            container.Labels.Keys.ShouldContain("shophosting.spec");
            (await Installation.Docker.ExecAsync(container.Id, "/bin/sh", "-c", "touch /usr/local/here || touch /run/secrets/here || chmod 777 /run/secrets/* || mv /run/secrets/* /tmp")).ExitCode.ShouldNotBe(0, name);
            (await Installation.Docker.ExecAsync(container.Id, "/bin/cat", "/proc/self/status")).Output.ShouldContain("CapEff:\t0000000000000000", Case.Sensitive, name);
        }

        memory.ShouldBeInRange(PlanMemoryBytes * 99 / 100, PlanMemoryBytes);
    }

    /// <summary>What the shop's containers were given in files.</summary>
    private async Task<IReadOnlyList<string>> SecretsAsync(Census census)
    {
        var found = new List<string>();
        foreach (var container in census.Containers)
        {
            var (exit, text) = await Installation.Docker.ExecAsync(container.Id, "/bin/sh", "-c", "cat /run/secrets/* && stat -c '%a of %u' /run/secrets /run/secrets/*");
            exit.ShouldBe(0, text);
            text.ShouldEndWith("755 of 0\n440 of 0\n");
            found.AddRange(SecretPattern().Matches(text).Select(match => match.Value));
        }

        return [.. found.Distinct()];
    }

    private async Task NetworksAreAsDesignedAsync(Census census)
    {
        var networks = new Dictionary<string, JsonNode>();
        foreach (var network in census.Networks)
        {
            networks[network.Labels[Census.RoleLabel]] = await Installation.Docker.InspectNetworkAsync(network.Id);
        }

        networks.Keys.Order().ShouldBe(["inner", "outer"]);
        networks["inner"]["Internal"]!.GetValue<bool>().ShouldBeTrue();
        networks["outer"]["Internal"]!.GetValue<bool>().ShouldBeFalse();
        networks["inner"]["Containers"]!.AsObject().Count.ShouldBe(3);
        networks["outer"]["Containers"]!.AsObject().Select(member => member.Key).ShouldBe([census["application"].Id]);
    }

    /// <summary>Each closed door is known to be one: from the host, or from its own side, it can be passed.</summary>
    private async Task ReachesOnlyWhatItNeedsAsync(Shop shop, Census census, Census other)
    {
        var application = census["application"].Id;
        var gateways = await AddressesAsync(census["application"], "Gateway");
        gateways.Count.ShouldBeGreaterThan(0);
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        (await ConnectsAsync("127.0.0.1", port)).ShouldBeTrue("the host itself reaches its port");
        foreach (var gateway in gateways)
        {
            (await ReachesAsync(application, gateway, Installation.EdgePort)).ShouldBeTrue("the way to the host is there, for the edge");
            (await ReachesAsync(application, gateway, port)).ShouldBeFalse("a port of the host");
            (await ReachesAsync(application, gateway, Installation.PanelPort)).ShouldBeFalse("the panel");
        }

        foreach (var (role, service) in new[] { ("database", 3306), ("cache", 6379), ("application", 8080) })
        {
            foreach (var address in await AddressesAsync(other[role], "IPAddress"))
            {
                (await ConnectsAsync(address, service)).ShouldBeTrue($"the host itself reaches the neighbour's {role}");
                (await ReachesAsync(application, address, service)).ShouldBeFalse($"the neighbour's {role}");
            }
        }

        (await ReachesAsync(application, "169.254.169.254", 80)).ShouldBeFalse("the metadata service");
        (await ReachesAsync(application, "database", 3306)).ShouldBeTrue("the own database");
        (await ReachesAsync(application, "cache", 6379)).ShouldBeTrue("the own cache");
        (await ReachesAsync(application, new Uri(shop.Address).Host, Installation.EdgePort)).ShouldBeTrue("the own name at the edge");
        (await ReachesAsync(application, "relay", Installation.RelayPort)).ShouldBeTrue("the mail relay");
        (await ReachesAsync(application, "relay", port)).ShouldBeFalse("a port of the host by the relay's name");
        (await ReachesAsync(census["application"].Id, "10.255.255.254", 443)).ShouldBeFalse("a private range");
    }

    private async Task<bool> ReachesAsync(string container, string host, int port)
    {
        var (exit, output) = await Installation.Docker.ExecAsync(container, "php", "-r",
            string.Create(CultureInfo.InvariantCulture, $"exit(@fsockopen('{host}', {port}, $code, $why, 1.5) ? 0 : 3);"));
        exit.ShouldBeOneOf([0, 3], output);
        return exit == 0;
    }

    private static async Task<bool> ConnectsAsync(string host, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await socket.ConnectAsync(host, port, patience.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> AddressesAsync(Census.Container container, string which)
        => [.. (await Installation.Docker.InspectContainerAsync(container.Id))["NetworkSettings"]!["Networks"]!.AsObject()
            .Select(network => network.Value![which]!.GetValue<string>()).Where(address => address.Length > 0)];

    private static IEnumerable<JsonNode> Ports(JsonNode host) => host["PortBindings"]?.AsObject().SelectMany(port => port.Value!.AsArray()).Select(binding => binding!) ?? [];

    private static IReadOnlyList<string> Words(JsonNode? array) => [.. array?.AsArray().Select(word => word!.GetValue<string>()) ?? []];

    [GeneratedRegex("[a-z2-7]{32}")]
    private static partial Regex SecretPattern();
}
