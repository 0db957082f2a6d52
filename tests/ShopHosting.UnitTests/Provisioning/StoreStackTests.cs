using System.Net;
using System.Text;
using System.Text.Json;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores.Steps;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning;

/// <summary>From a store to containers, files and an edge's configuration: text of customers is data everywhere.</summary>
public sealed class StoreStackTests
{
    private static readonly ContainerPolicy s_policy = new(InstallationId.Parse("test"), ContainerPolicy.OwnImages);

    [Theory]
    [InlineData("woocommerce")]
    [InlineData("wordpress")]
    [InlineData("evershop")]
    public void Every_container_network_and_volume_is_what_the_policy_allows(string platform)
    {
        var stack = new Shop(platform: platform).Stack;

        stack.Components.Select(component => s_policy.Check(component.Container, component.Files)).ShouldAllBe(result => result.Ok);
        stack.Networks.Select(s_policy.Check).ShouldAllBe(result => result.Ok);
        stack.Volumes.Select(s_policy.Check).ShouldAllBe(result => result.Ok);
    }

    [Fact]
    public void The_plans_limits_are_shared_out_and_never_exceeded()
    {
        var stack = new Shop().Stack;

        stack.Components.Sum(component => component.Container.Limits.MemoryBytes).ShouldBeLessThanOrEqualTo(Some.Limits.MemoryMb * 1024L * 1024);
        stack.Components.ShouldAllBe(component => component.Container.Limits.Pids == Some.Limits.Pids);
        stack.Components.ShouldAllBe(component => component.Container.Limits.CpuMillis <= Some.Limits.CpuMillis);
    }

    [Fact]
    public void The_database_and_the_cache_have_no_way_out_and_no_port()
    {
        var stack = new Shop().Stack;
        var outward = stack.Networks.Where(network => !network.IsInternal).Select(network => network.Name).ToList();

        stack.Components.Where(component => component.Container.Networks.Any(network => outward.Contains(network.Network)) || !component.Container.Ports.IsEmpty)
            .Select(component => component.Name).ShouldBe(["application"]);
    }

    [Fact]
    public void Each_component_has_an_address_of_its_own_and_knows_those_of_the_others_in_its_networks()
    {
        var shop = new Shop();
        var components = shop.Stack.Components;
        var addresses = components.SelectMany(component => component.Container.Networks).Select(network => network.Address).ToList();

        addresses.ShouldBeUnique();
        addresses.ShouldAllBe(address => shop.Stack.Networks.Any(network => IPNetwork.Parse(network.Subnet).Contains(IPAddress.Parse(address!))));
        shop.Stack["application"].Container.Hosts.ShouldBe(new Dictionary<string, string>
        {
            ["cache"] = shop.Stack["cache"].Container.Networks.Single().Address!,
            ["database"] = shop.Stack["database"].Container.Networks.Single().Address!,
        });
        shop.Context().Route.Endpoint.ShouldBe($"{shop.Stack["application"].Container.Networks.Single(network => network.Network.EndsWith("outer", StringComparison.Ordinal)).Address}:8080");
    }

    [Fact]
    public void Another_attempt_of_the_same_store_is_the_same_specification_and_another_place_is_not()
    {
        var shop = new Shop();
        var before = shop.Stack.Components.ToDictionary(component => component.Name, component => component.Hash);

        shop.Store = shop.Store with { Operation = shop.Store.Operation! with { Id = Some.Operation(9), Attempt = 7 } };
        shop.Stack.Components.ShouldAllBe(component => component.Hash == before[component.Name]);

        shop.Store = shop.Store with { Placement = shop.Store.Placement! with { Slot = 4 } };
        shop.Stack["application"].Hash.ShouldNotBe(before["application"]);
    }

    [Fact]
    public void Everything_of_a_store_carries_the_labels_by_which_it_is_found()
    {
        var stack = new Shop().Stack;
        var all = stack.Components.Select(component => component.Container.Labels).Concat(stack.Networks.Select(network => network.Labels)).Concat(stack.Volumes.Select(volume => volume.Labels));

        all.ShouldAllBe(labels => stack.Labels.All(label => labels[label.Key] == label.Value));
    }

    [Fact]
    public void No_secret_stands_in_an_environment_a_command_or_a_label()
    {
        var shop = new Shop();
        var box = new PlainSecretBox();
        var secrets = shop.Store.Secrets.Values.Select(box.Open).ToList();
        secrets.Distinct().Count().ShouldBe(secrets.Count);

        var open = JsonSerializer.Serialize(shop.Stack.Components.Select(component => component.Container));
        secrets.ShouldAllBe(secret => !open.Contains(secret));
        shop.Stack.Components.SelectMany(component => component.Files).ShouldAllBe(file => (file.Mode & 0b011_011_111) == 0 && file.Gid > 0);      // nobody writes, others do not even read
    }

    [Fact]
    public async Task Whatever_a_customer_calls_the_shop_is_one_value_of_a_document()
    {
        foreach (var title in HostileCorpus.Texts.Where(text => !text.Any(char.IsSurrogate) || text.Length > 10))
        {
            var shop = new Shop(title: title);
            foreach (var file in shop.Stack.Components.SelectMany(component => component.Files))
            {
                var text = Encoding.UTF8.GetString(file.Content.Bytes);
                if (title.Length > 8)
                {
                    text.ShouldNotContain(title);
                }

                if (file.Path.EndsWith(".json", StringComparison.Ordinal))
                {
                    JsonDocument.Parse(text).RootElement.GetProperty("store").GetString().ShouldBe(shop.Store.Id.Value);
                }
                else
                {
                    text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line =>
                        line.StartsWith("requirepass ") || line.StartsWith("CREATE USER ") || line.StartsWith("ALTER USER ") || line.StartsWith("GRANT ALL PRIVILEGES ON `shop`"));
                }
            }

            foreach (var network in shop.Stack.Networks)
            {
                await shop.Engine.EnsureNetworkAsync(network, CancellationToken.None);
            }

            await new CreateVolumes().DoAsync(shop.Context(), CancellationToken.None);
            await new StartComponent("application", "the shop").DoAsync(shop.Context(), CancellationToken.None);
            (await new Personalise().DoAsync(shop.Context(), CancellationToken.None)).ShouldBeOfType<StepOutcome.Done>();
            JsonDocument.Parse(shop.Inputs[^1]).RootElement.GetProperty("title").GetString().ShouldBe(title);
        }
    }

    [Fact]
    public void A_password_of_anything_but_letters_and_digits_reaches_no_line_of_SQL()
    {
        var shop = new Shop();

        foreach (var hostile in new[] { "a'b", "a;b", "a\nb", "", "a b", "ä" })
        {
            var store = shop.Store with { Secrets = shop.Store.Secrets.SetItem("database-password", new PlainSecretBox().Seal(hostile)) };
            Should.Throw<InvalidOperationException>(() => { shop.Store = store; _ = shop.Stack; });
        }
    }

    [Fact]
    public void An_edge_routes_exactly_what_it_was_told()
    {
        var routes = new EdgeState { Worker = Some.Worker }
            .With("teashop.shops.localhost", new EdgeRoute(8080, "woocommerce", "a/b", Address: "10.180.0.30")).With("blog.shops.localhost", new EdgeRoute(21001, "wordpress", "a/c")).Routes;

        var files = Shop.Edges.Render(routes, 7);

        files.Select(file => file.Path).ShouldBe(["/etc/edge/gen/7/nginx.conf", "/etc/edge/gen/7/shop.conf", "/etc/edge/gen/7/sites.conf", "/etc/edge/gen/7/forwards.conf"]);
        NginxText.Routes(Encoding.UTF8.GetString(files[2].Content.Bytes)).ShouldBe(new Dictionary<string, string> { ["teashop.shops.localhost"] = "10.180.0.30:8080", ["blog.shops.localhost"] = "127.0.0.1:21001" }, ignoreOrder: true);
        Encoding.UTF8.GetString(files[0].Content.Bytes).ShouldContain("return 200 \"7\";");
        Encoding.UTF8.GetString(files[0].Content.Bytes).ShouldNotContain("{{");
    }

    [Fact]
    public void The_route_of_a_suspended_shop_leads_nowhere_and_neither_names_its_port()
    {
        var routes = new EdgeState { Worker = Some.Worker }
            .With("teashop.shops.localhost", new EdgeRoute(21000, "woocommerce", "a/b", IsSuspended: true)).With("blog.shops.localhost", new EdgeRoute(21001, "wordpress", "a/c")).Routes;

        var sites = Encoding.UTF8.GetString(Shop.Edges.Render(routes, 7)[2].Content.Bytes);

        NginxText.Routes(sites).ShouldBe(new Dictionary<string, string> { ["teashop.shops.localhost"] = NginxText.Nowhere, ["blog.shops.localhost"] = "127.0.0.1:21001" }, ignoreOrder: true);
        sites.ShouldNotContain("21000");
        Should.Throw<InvalidDataException>(() => NginxText.MustRoute(sites, routes.ToDictionary(route => route.Key, route => route.Value.Endpoint)));
    }

    [Fact]
    public void A_hostile_host_name_is_never_written()
    {
        foreach (var text in HostileCorpus.Texts.Where(text => text.Length > 0))
        {
            foreach (var host in new[] { $"{text}.shops.localhost", text })
            {
                var routes = new EdgeState { Worker = Some.Worker }.With(host, new EdgeRoute(21000, "woocommerce", "a/b")).Routes;
                if (host.Split('.').All(DnsLabel.IsValid))
                {
                    continue;
                }

                Should.Throw<ArgumentException>(() => Shop.Edges.Render(routes, 1));
            }
        }
    }

    [Theory]
    [InlineData(80)]
    [InlineData(0)]
    [InlineData(65536)]
    [InlineData(-1)]
    public void A_port_that_no_store_has_is_never_written(int port)
        => Should.Throw<ArgumentException>(() => Shop.Edges.Render(new EdgeState { Worker = Some.Worker }.With("teashop.shops.localhost", new EdgeRoute(port, "woocommerce", "a/b")).Routes, 1));

    [Theory]
    [InlineData("10.9.0.30", 8080)]
    [InlineData("10.180.0.30", 0)]
    [InlineData("10.180.0.30; deny all", 8080)]
    [InlineData("127.0.0.1", 8080)]
    [InlineData("", 8080)]
    public void An_address_that_no_store_has_is_never_written(string address, int port)
        => Should.Throw<ArgumentException>(() => Shop.Edges.Render(new EdgeState { Worker = Some.Worker }.With("teashop.shops.localhost", new EdgeRoute(port, "woocommerce", "a/b", Address: address)).Routes, 1));

    [Theory]
    [InlineData("upstream u { server 127.0.0.1:21000; server 10.180.0.30:8080; } server { server_name a.example; location / { proxy_pass http://u; } }")]
    [InlineData("upstream u { server 127.0.0.1:21000; } server { server_name a.example b.example; location / { proxy_pass http://u; } }")]
    [InlineData("upstream u { server 127.0.0.1:21001; } server { server_name a.example; location / { proxy_pass http://u; } }")]
    [InlineData("upstream u { server 10.0.0.1:21000; } server { server_name a.example; location / { proxy_pass http://u; } }")]
    [InlineData("upstream u { server 127.0.0.1:21000; } server { server_name a.example; location / { proxy_pass http://v; } }")]
    [InlineData("upstream u { server 127.0.0.1:21000; } server { server_name a.example; location / { proxy_pass http://u; } } server { server_name x.example; location / { proxy_pass http://u; } }")]
    [InlineData("upstream u { server 127.0.0.1:21000; } # server { server_name a.example; location / { proxy_pass http://u; } }")]
    [InlineData("")]
    public void Text_that_routes_anything_else_is_noticed(string text) => Should.Throw<InvalidDataException>(() => NginxText.MustRoute(text, new Dictionary<string, string> { ["a.example"] = "127.0.0.1:21000" }));

    [Fact]
    public void Text_that_routes_just_that_is_fine()
        => NginxText.MustRoute("upstream u {\n  server 127.0.0.1:21000;\n}\nserver {\n server_name a.example;\n location / {\n proxy_pass http://u;\n }\n}\n", new Dictionary<string, string> { ["a.example"] = "127.0.0.1:21000" });
}
