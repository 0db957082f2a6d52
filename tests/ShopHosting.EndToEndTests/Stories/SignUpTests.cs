using System.Text.RegularExpressions;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>The whole life of a shop, from the form to the last trace.</summary>
public sealed class SignUpTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    [Fact]
    public Task A_visitor_signs_up_owns_a_working_shop_and_deletes_it_without_a_trace() => TellAsync(async () =>
    {
        const string name = "teashop", title = "The Tea Shop";
        using var customer = Installation.NewCustomer();
        (await customer.IsFreeAsync(name)).ShouldBeTrue();
        var shop = await customer.SignUpAsync(name, title);

        await FollowToLiveAsync(customer, shop);
        (await customer.IsFreeAsync(name)).ShouldBeFalse();
        await AnswersAsync(shop, title);

        // The administrator's password is shown only to who gives the own one again.
        await Should.ThrowAsync<UnauthorizedAccessException>(() => customer.AdministratorAsync(shop, "something else entirely"));
        var administrator = await customer.AdministratorAsync(shop, customer.Password);
        var (post, picture) = await WriteAsync(shop, administrator);
        await UsesItsCacheAsync(shop);

        var before = await Installation.StoreAsync(shop.Id);
        await customer.RestartAsync(shop);
        await customer.UntilAsync(shop, "Live", TimeSpan.FromSeconds(60));
        (await customer.PageAsync(shop)).TextOf("#steps-details h2").ShouldBe("The last restart");
        await AnswersAsync(shop, title);
        await StillHasAsync(post, picture);
        (await Installation.StoreAsync(shop.Id)).VolumeBirths.ShouldBe(before.VolumeBirths);

        await DeleteAsync(customer, shop);
    });

    /// <summary>Each event is the whole live part; a browser that lost the connection asks for what it missed.</summary>
    internal static async Task FollowToLiveAsync(Customer customer, Shop shop)
    {
        using var patience = new CancellationTokenSource(Customer.ProvisionLimit);
        var statuses = new List<string>();
        var steps = new HashSet<string>();
        string? last = null;
        var reconnects = 0;
        while (statuses.LastOrDefault() != "Live")
        {
            await foreach (var happened in customer.EventsAsync(shop, last, patience.Token))
            {
                if (happened.Kind != "view")
                {
                    continue;
                }

                long.Parse(happened.Id!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.Parse(last ?? "-1", System.Globalization.CultureInfo.InvariantCulture));
                last = happened.Id;
                var page = new WebPage(new Uri("http://localhost/"), 200, new Dictionary<string, string>(), happened.Data);
                statuses.Add(page.Element("#live-part").GetAttribute("data-status")!);
                steps.UnionWith(page.Document.QuerySelectorAll(".step.is-busy .step-title").Select(step => step.TextContent));
                if (statuses[^1] == "Live" || (reconnects == 0 && statuses.Count == 3))
                {
                    break;      // the third event is where the connection is lost, once
                }
            }

            reconnects++;
        }

        reconnects.ShouldBe(2, $"the stream was broken off once and taken up again; statuses were {string.Join(", ", statuses)}");
        statuses.Distinct().ShouldBe(["Provisioning", "Live"]);
        steps.ShouldContain("Starting the database");
        steps.Count.ShouldBeGreaterThan(3, string.Join(", ", steps));
    }

    private async Task AnswersAsync(Shop shop, string title)
    {
        using var visitor = Installation.NewVisitor();
        var page = await visitor.GetAsync($"{shop.Address}/");
        page.Status.ShouldBe(200);
        page.Headers["X-ShopHosting-Store"].ShouldBe(shop.Id);
        page.Document.Title!.ShouldContain(title);
    }

    private async Task<(string Post, string Picture)> WriteAsync(Shop shop, (string User, string Password) credentials)
    {
        using var administrator = await ShopAdministrator.SignInAsync(Installation.NewVisitor(), shop, credentials);
        var picture = await administrator.UploadPictureAsync("leaf.png", Pictures.OnePixel);
        var post = await administrator.PublishAsync("First flush", "It came this morning.");
        await StillHasAsync(post, picture);
        return (post, picture);
    }

    private async Task StillHasAsync(string post, string picture)
    {
        using var visitor = Installation.NewVisitor();
        (await visitor.GetAsync(post)).TextOf("h1").ShouldBe("First flush");
        (await visitor.GetAsync(picture)).Headers["Content-Type"].ShouldBe("image/png");
    }

    /// <summary>Keys of the shop are in the cache, and reading a page finds some of them there.</summary>
    private async Task UsesItsCacheAsync(Shop shop)
    {
        using var visitor = Installation.NewVisitor();
        var census = await Installation.StoreAsync(shop.Id);
        var (keys, hits) = await CacheAsync(census["cache"].Name);
        keys.ShouldBeGreaterThan(10);
        await visitor.GetAsync($"{shop.Address}/");
        (await CacheAsync(census["cache"].Name)).Hits.ShouldBeGreaterThan(hits);
    }

    private async Task<(long Keys, long Hits)> CacheAsync(string container)
    {
        var (exit, info) = await Installation.Docker.ExecAsync(container, "/bin/bash", "-c",
            "read -r _ password < /run/secrets/cache.conf; VALKEYCLI_AUTH=$password REDISCLI_AUTH=$password exec valkey-cli info");
        exit.ShouldBe(0, info);
        return (Number(info, @"keys=(\d+)"), Number(info, @"keyspace_hits:(\d+)"));
    }

    private static long Number(string text, string pattern)
        => Regex.Match(text, pattern) is { Success: true } match ? long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : throw new InvalidOperationException($"There is no {pattern} in: {text}");

    private async Task DeleteAsync(Customer customer, Shop shop)
    {
        var refused = await customer.DeleteAsync(shop, "teashopp");
        refused.Status.ShouldBeGreaterThanOrEqualTo(400);
        refused.Has("#error-summary").ShouldBeTrue();
        (await customer.StatusAsync(shop)).ShouldBe("Live");

        (await customer.DeleteAsync(shop, shop.Name)).Status.ShouldBe(200);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
        (await Installation.StoreAsync(shop.Id)).ToString().ShouldBe(new Census([], [], []).ToString());
        (await customer.IsFreeAsync(shop.Name)).ShouldBeTrue();
        using var visitor = Installation.NewVisitor();
        (await visitor.GetAsync($"{shop.Address}/")).Status.ShouldBe(404);
    }
}
