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
        await TheScoreIsThatOfWhatRunsAsync(customer, shop, census);
        await NetworksAreAsDesignedAsync(census);
        await ReachesOnlyWhatItNeedsAsync(shop, census, await Installation.StoreAsync(other.Id));
        await OnlyTheInternetIsBehindTheHostAsync(census);

        await customer.DeleteAsync(shop, shop.Name);
        await neighbour.DeleteAsync(other, other.Name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
        await neighbour.UntilAsync(other, "Purged", TimeSpan.FromSeconds(60));
    });

    [Fact]
    public Task A_shop_that_takes_all_it_can_get_harms_nobody_else_and_is_told_why() => TellAsync(async () =>
    {
        using var customer = Installation.NewCustomer();
        using var neighbour = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync("greedy");
        var other = await neighbour.OpenShopAsync("patient");
        var application = (await Installation.StoreAsync(shop.Id))["application"].Id;
        using var visitor = Installation.NewVisitor();
        Output.WriteLine($"The neighbour in peace: {await MedianAsync(visitor, other)} ms.");

        // More memory than there is: what wants it is ended, and its owner is told.
        var hog = Installation.Docker.ExecAsync(application, "php", "-d", "memory_limit=-1", "-r", "for ($all = []; ; ) { $all[] = str_repeat('x', 1 << 20); }");
        Output.WriteLine($"The neighbour beside a hog of memory: {await MedianAsync(visitor, other)} ms.");
        (await hog).ExitCode.ShouldBe(137);
        (await ToldAsync(customer, shop, "ran out of its")).ShouldStartWith("The website ran out of its 384 MB of memory");

        // A fork bomb: the shell can begin no more, and what it began sleeps for a while.
        var (exit, said) = await Installation.Docker.ExecAsync(application, "/bin/sh", "-c", "i=0; while [ $i -lt 1000 ]; do sleep 40 > /dev/null 2>&1 & i=$((i+1)); done");
        exit.ShouldNotBe(0, said);
        said.ShouldContain("fork");
        Output.WriteLine($"The neighbour beside a fork bomb: {await MedianAsync(visitor, other)} ms.");
        (await ToldAsync(customer, shop, "processes")).ShouldStartWith("The website came to the limit of its 200 processes");
        (await customer.PageAsync(shop, "/activity")).Document.QuerySelectorAll(".incident").Length.ShouldBe(2);
        (await neighbour.PageAsync(other, "/activity")).Has(".incident").ShouldBeFalse();
        (await neighbour.StatusAsync(other)).ShouldBe("Live");

        await customer.DeleteAsync(shop, shop.Name);
        await neighbour.DeleteAsync(other, other.Name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
        await neighbour.UntilAsync(other, "Purged", TimeSpan.FromSeconds(60));
    });

    /// <summary>What the shop's page says of something that happened, as soon as it does.</summary>
    private static async Task<string> ToldAsync(Customer customer, Shop shop, string what)
    {
        string? Sentence(WebPage page) => page.Document.QuerySelectorAll(".incident").Select(incident => incident.TextContent).FirstOrDefault(sentence => sentence.Contains(what, StringComparison.Ordinal));
        return Sentence(await Until.ItIsAsync($"the page to tell what {what}", TimeSpan.FromSeconds(30), () => customer.PageAsync(shop), page => Sentence(page) is not null))!;
    }

    /// <summary>Of twenty visits, each of which must be answered as always.</summary>
    private static async Task<int> MedianAsync(Browser visitor, Shop shop)
    {
        var times = new List<double>();
        for (var visit = 0; visit < 20; visit++)
        {
            var since = TimeProvider.System.GetTimestamp();
            (await visitor.GetAsync($"{shop.Address}/?visit={visit}")).Status.ShouldBe(200);
            times.Add(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds);
        }

        return (int)times.Order().ElementAt(times.Count / 2);
    }

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

    /// <summary>Full as it was made; an altered container and one that somebody else runs beside it are found and named.</summary>
    private async Task TheScoreIsThatOfWhatRunsAsync(Customer customer, Shop shop, Census census)
    {
        var whole = await customer.ChecksAsync(shop);
        whole.Where(check => check.Result == "Failed").ShouldBeEmpty();
        whole.Where(check => check.Result == "Done otherwise").Select(check => check.Number).ShouldBe(["5.15", "5.27"]);
        whole.Count.ShouldBe(28);
        whole.Single(check => check.Number == "5.4").Found.ShouldBe("all dropped");

        await Installation.Docker.UpdateContainerAsync(census["cache"].Id, new JsonObject { ["PidsLimit"] = -1, ["RestartPolicy"] = new JsonObject { ["Name"] = "no" } });
        (await customer.FailedChecksAsync(shop)).ShouldBe(["5.15 cache: policy no", "5.29 cache: none"]);
        await Installation.Docker.UpdateContainerAsync(census["cache"].Id, new JsonObject { ["PidsLimit"] = 200, ["RestartPolicy"] = new JsonObject { ["Name"] = "always" } });
        (await customer.FailedChecksAsync(shop)).ShouldBeEmpty();

        var intruder = $"{census["cache"].Name}-intruder";
        var labels = census["cache"].Labels;
        await Installation.Docker.CreateContainerAsync(intruder, new JsonObject
        {
            ["Image"] = Installation.ImageOf("valkey"),
            ["Entrypoint"] = new JsonArray("/bin/sleep", "600"),
            ["Labels"] = new JsonObject
            {
                [Census.InstallationLabel] = labels[Census.InstallationLabel],
                ["shophosting.account"] = labels["shophosting.account"],
                [Census.StoreLabel] = labels[Census.StoreLabel],
                [Census.RoleLabel] = "intruder",
            },
            ["HostConfig"] = new JsonObject
            {
                ["Privileged"] = true,
                ["NetworkMode"] = "host",
                ["PidMode"] = "host",
                ["IpcMode"] = "host",
                ["UTSMode"] = "host",
                ["UsernsMode"] = "host",
                ["Binds"] = new JsonArray("/etc:/host/etc:ro", $"{DockerApi.Socket}:/run/docker.sock"),
                ["Devices"] = new JsonArray(new JsonObject { ["PathOnHost"] = "/dev/null", ["PathInContainer"] = "/dev/other", ["CgroupPermissions"] = "r" }),
                ["CapAdd"] = new JsonArray("SYS_ADMIN"),
            },
        });
        try
        {
            await Installation.Docker.StartContainerAsync(intruder);
            var failed = await customer.FailedChecksAsync(shop);
            failed.ShouldAllBe(check => check.Contains(" intruder: "));
            failed.Select(check => check.Split(' ')[0]).ShouldBe(
                ["5.4", "5.5", "5.6", "5.10", "5.11", "5.12", "5.13", "5.15", "5.16", "5.17", "5.18", "5.21", "5.22", "5.26", "5.29", "5.31", "5.32"]);
            (await customer.PageAsync(shop)).TextOf(".hardening-line").ShouldStartWith("Hardened: ");
        }
        finally
        {
            await Installation.Docker.RemoveContainerAsync(intruder);
        }
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

            (await ReachesAsync(application, other[role].Name, service)).ShouldBeFalse($"the neighbour's {role} by its name");
        }

        (await ReachesAsync(application, "169.254.169.254", 80)).ShouldBeFalse("the metadata service");
        (await ReachesAsync(application, "database", 3306)).ShouldBeTrue("the own database");
        (await ReachesAsync(application, "cache", 6379)).ShouldBeTrue("the own cache");
        (await ReachesAsync(application, new Uri(shop.Address).Host, Installation.EdgePort)).ShouldBeTrue("the own name at the edge");
        (await ReachesAsync(application, "relay", Installation.RelayPort)).ShouldBeTrue("the mail relay");
        (await ReachesAsync(application, "relay", port)).ShouldBeFalse("a port of the host by the relay's name");
        (await ReachesAsync(census["application"].Id, "10.255.255.254", 443)).ShouldBeFalse("a private range");
    }

    /// <summary>
    /// What the packet filter decides, by its own count of what it dropped: no address answers here, so that a try alone would prove nothing. Each private
    /// range is dropped, of the name server all but its port; a packet to the Internet passes.
    /// </summary>
    private async Task OnlyTheInternetIsBehindTheHostAsync(Census census)
    {
        var application = census["application"].Id;
        foreach (var address in new[] { "10.255.255.254", "100.64.0.1", "169.254.169.254", "172.31.255.254", "192.168.255.254", "198.18.0.1" })
        {
            var before = await DroppedAsync("forward");
            (await ReachesAsync(application, address, 443)).ShouldBeFalse(address);
            (await DroppedAsync("forward")).ShouldBeGreaterThan(before, address);
        }

        foreach (var gateway in await AddressesAsync(census["application"], "Gateway"))
        {
            var before = await DroppedAsync("input");
            (await ReachesAsync(application, gateway, 22)).ShouldBeFalse(gateway);
            (await DroppedAsync("input")).ShouldBeGreaterThan(before, gateway);
        }

        var dropped = await DroppedAsync("forward");
        await ReachesAsync(application, "203.0.113.7", 443);
        (await Installation.Docker.ExecAsync(application, "php", "-r", "gethostbyname('www.example.org');")).ExitCode.ShouldBe(0);
        (await DroppedAsync("forward")).ShouldBe(dropped, "the Internet and the name server are not dropped");

        foreach (var container in census.Containers)
        {
            (await Installation.Docker.ExecAsync(container.Id, "/bin/sh", "-c", "[ ! -e /proc/net/if_inet6 ] || ! grep -v ' lo$' /proc/net/if_inet6")).ShouldBe((0, ""), $"{container.Name} has an IPv6 address");
        }
    }

    /// <summary>How many packets of tenants the guard's rules of a chain have dropped so far.</summary>
    private async Task<long> DroppedAsync(string chain)
    {
        var (exit, text) = await Installation.Docker.ExecAsync(Installation.GuardContainer, "nft", "list", "chain", "inet", $"shophosting_{Installation.Id}", chain);
        exit.ShouldBe(0, text);
        return DroppedPattern().Matches(text).Sum(match => long.Parse(match.Groups["packets"].Value, CultureInfo.InvariantCulture));
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

    [GeneratedRegex("counter packets (?<packets>[0-9]+) bytes [0-9]+ drop")]
    private static partial Regex DroppedPattern();

    [GeneratedRegex("[a-z2-7]{32}")]
    private static partial Regex SecretPattern();
}
