using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Web;

/// <summary>Somebody who orders and looks after a shop by the panel's pages, as a person does, and by nothing else.</summary>
internal sealed class Customer(Installation installation) : IDisposable
{
    public static readonly TimeSpan ProvisionLimit = TimeSpan.FromSeconds(60);
    private readonly Browser browser = new(installation.PanelPort);

    public string Password { get; } = "a few words in a row";

    public void Dispose() => browser.Dispose();

    /// <summary>The empty form, as the page gives it, filled in for this shop. Not sent yet.</summary>
    public async Task<(Uri Action, Dictionary<string, string> Fields)> FillSignUpAsync(string name, string? title = null, string platform = "wordpress", string country = "DE", string currency = "EUR")
    {
        var page = await browser.GetAsync($"{installation.Panel}/sign-up");
        page.Status.ShouldBe(200);
        var (action, fields) = page.Form();
        fields["Input.Operation"].ShouldNotBeNullOrEmpty();
        fields["xsrf"].ShouldNotBeNullOrEmpty();
        fields["Input.Name"] = name;
        fields["Input.Title"] = title ?? $"Shop {name}";
        fields["Input.Platform"] = platform;
        fields["Input.Country"] = country;
        fields["Input.Currency"] = currency;
        fields["Input.Email"] = $"{name}@example.org";
        fields["Input.Password"] = Password;
        return (action, fields);
    }

    public Task<WebPage> SendAsync(Uri action, IReadOnlyDictionary<string, string> fields) => browser.PostAsync(action, fields);

    /// <summary>As if the answer to the sign-up had been lost on its way.</summary>
    public void ForgetSession() => browser.Forget("__Host-session");

    /// <summary>From visitor to owner of a shop that is being made.</summary>
    public async Task<Shop> SignUpAsync(string name, string? title = null, string platform = "wordpress", string country = "DE", string currency = "EUR")
    {
        var (action, fields) = await FillSignUpAsync(name, title, platform, country, currency);
        return ShopOf(await SendAsync(action, fields), name);
    }

    /// <summary>The same, and waits until it is live.</summary>
    public async Task<Shop> OpenShopAsync(string name, string? title = null, string platform = "wordpress")
    {
        var shop = await SignUpAsync(name, title, platform);
        await UntilAsync(shop, "Live", ProvisionLimit);
        return shop;
    }

    public Shop ShopOf(WebPage page, string name)
    {
        page.Status.ShouldBe(200, $"{page}: {(page.Has("#error-summary") ? page.TextOf("#error-summary") : page.Text)}");
        page.Address.AbsolutePath.ShouldStartWith("/stores/");
        return new Shop(page.Address.Segments[^1], name, $"http://{installation.AuthorityOf(name)}");
    }

    public Task<WebPage> PageAsync(Shop shop, string of = "") => browser.GetAsync($"{installation.Panel}/stores/{shop.Id}{of}");

    /// <summary>As the page of the shop shows it to programs.</summary>
    public async Task<string> StatusAsync(Shop shop) => (await PageAsync(shop)).Element("#live-part").GetAttribute("data-status")!;

    public Task UntilAsync(Shop shop, string status, TimeSpan upTo)
        => Until.ItIsAsync($"shop {shop.Name} to be {status}", upTo, () => StatusAsync(shop), found => found == status
            || (found is "Failed" or "Broken" && status is "Live" ? throw new InvalidOperationException($"Shop {shop.Name} is {found} instead of {status}.") : false));

    /// <summary>How the shop's containers are shut in, check by check, as its page says.</summary>
    public async Task<IReadOnlyList<(string Number, string Found, string Result)>> ChecksAsync(Shop shop)
    {
        var rows = (await PageAsync(shop, "/hardening")).Document.QuerySelectorAll(".hardening tbody tr");
        rows.Length.ShouldBeGreaterThan(0, $"something of {shop.Name} runs");
        return [.. rows.Select(row => (row.QuerySelector(".number")!.TextContent, row.QuerySelector("td")!.TextContent, row.QuerySelector(".badge")!.TextContent))];
    }

    public async Task<IReadOnlyList<string>> FailedChecksAsync(Shop shop)
        => [.. (await ChecksAsync(shop)).Where(check => check.Result == "Failed").Select(check => $"{check.Number} {check.Found}")];

    public IAsyncEnumerable<ServerEvent> EventsAsync(Shop shop, string? lastEventId = null, CancellationToken cancellationToken = default)
        => browser.EventsAsync($"{installation.Panel}/stores/{shop.Id}/events", lastEventId, cancellationToken);

    public async Task<(string User, string Password)> AdministratorAsync(Shop shop, string ownPassword)
    {
        var shown = await browser.SubmitAsync(await PageAsync(shop, "/password"), ("Input.Password", ownPassword));
        return shown.Has("#admin-password") ? (shown.TextOf("#admin-user"), shown.TextOf("#admin-password")) : throw new UnauthorizedAccessException(shown.TextOf("#error-summary"));
    }

    /// <summary>A page's form filled in, to be sent at another moment, or twice.</summary>
    public async Task<(Uri Action, Dictionary<string, string> Fields)> FillAsync(Shop shop, string page, params (string Name, string Value)[] typed)
    {
        var form = (await PageAsync(shop, page)).Form();
        foreach (var (name, value) in typed)
        {
            form.Fields[name] = value;
        }

        return form;
    }

    /// <summary>Where the panel leads who wants into the shop's admin.</summary>
    public async Task<Uri> AdminLinkAsync(Shop shop) => new((await browser.SubmitAsync(await PageAsync(shop, "/sign-in"))).Element("main a.button").GetAttribute("href")!);

    public async Task ChangePasswordAsync(Shop shop) => (await browser.SubmitAsync(await PageAsync(shop, "/new-password"))).Status.ShouldBe(200);

    public async Task RestartAsync(Shop shop) => (await browser.SubmitAsync(await PageAsync(shop, "/restart"))).Status.ShouldBe(200);

    /// <summary>Types a name on the page that deletes, and sends it.</summary>
    public async Task<WebPage> DeleteAsync(Shop shop, string typedName) => await browser.SubmitAsync(await PageAsync(shop, "/delete"), ("Input.ConfirmedName", typedName));

    public async Task<bool> IsFreeAsync(string name)
        => System.Text.Json.Nodes.JsonNode.Parse((await browser.GetAsync($"{installation.Panel}/api/availability?name={name}")).Text)!["free"]!.GetValue<bool>();
}

/// <param name="Address">With scheme and port, without a slash at its end.</param>
internal sealed record Shop(string Id, string Name, string Address);
