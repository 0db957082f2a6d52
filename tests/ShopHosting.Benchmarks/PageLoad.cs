using System.Diagnostics;
using System.Globalization;
using System.Net;
using ShopHosting.EndToEndTests;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.Benchmarks;

/// <summary>What the panel's pages bear: requests a second and how long they take, from a process of their own, with few and with many stores in the database.</summary>
internal static class PageLoad
{
    private const string Password = "a few words in a row";
    private static readonly int[] Sizes = [10, 10_000];
    private static readonly int[] Connections = [1, 8, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5), Window = TimeSpan.FromSeconds(5);

    public static async Task<Report> MeasureAsync(int rounds)
    {
        var report = new Report($"The panel in a process of its own (a real SQLite file, an engine in memory), asked over loopback by another that shares the processors: {Window.TotalSeconds.Text()} s "
            + $"for each number after {WarmUp.TotalSeconds.Text("0.0")} s of warming up, the same page again as soon as it has been read. A sign-in is a whole one, with the hash of the password, and each connection is another customer.");
        await using var server = await ServerProcess.StartAsync();
        using var browser = new Browser(server.Port);
        var store = await SignUpAsync(browser, server, NameOf(0));
        foreach (var customer in Enumerable.Range(1, Connections.Max()))
        {
            using var another = new Browser(server.Port);
            await SignUpAsync(another, server, NameOf(customer));
        }

        foreach (var size in Sizes)
        {
            await server.FillAsync(size);
            var rows = new List<string[]>();
            foreach (var (name, request) in await RequestsAsync(server, browser, store))
            {
                foreach (var connections in Connections)
                {
                    var (perSecond, p50, p95) = await DriveAsync(request, connections);
                    rows.Add([$"{name}, {connections}", perSecond.Text(), p50.Text("0.0"), p95.Text("0.0")]);
                }
            }

            report.Say($"With {size.ToString("N0", CultureInfo.InvariantCulture)} stores in the database; memory of the panel afterwards {server.Megabytes.Text()} MB:");
            report.Table(["page, connections", "requests a second", "median ms", "p95 ms"], rows);
        }

        report.Say("Weights in bytes, as they travel (compressed):");
        return report.Table(["address", "bytes"], await WeightsAsync(server, browser, store));
    }

    private static string NameOf(int customer) => $"customer{customer}";

    private static async Task<string> SignUpAsync(Browser browser, ServerProcess server, string name)
    {
        var page = await browser.GetAsync($"{server.Address}/sign-up");
        var answer = await browser.SubmitAsync(page, ("Input.Name", name), ("Input.Title", "Looked at"), ("Input.Email", $"{name}@example.org"), ("Input.Password", Password), ("Input.Platform", "wordpress"));
        answer.Address.AbsolutePath.ShouldStartWith("/stores/", Case.Sensitive, answer.Text);
        await Until.ItIsAsync($"{name} to be live", TimeSpan.FromSeconds(20), () => browser.GetAsync(answer.Address.ToString()), shop => shop.Has("[data-status=Live]"));
        return answer.Address.AbsolutePath;
    }

    private static async Task<IReadOnlyList<(string Name, Func<int, HttpRequestMessage> Request)>> RequestsAsync(ServerProcess server, Browser browser, string store)
    {
        using var visitor = new Browser(server.Port);
        var (action, fields) = (await visitor.GetAsync($"{server.Address}/sign-in")).Form();
        fields["Input.Password"] = Password;
        var (signedIn, form) = (browser.CookiesOf(new Uri(server.Address)), visitor.CookiesOf(action));
        return
        [
            ("dashboard", _ => Get("/stores", signedIn)),
            ("store page", _ => Get(store, signedIn)),
            ("sign-in page", _ => Get("/sign-in")),
            ("sign-in", asker => SignIn(asker + 1)),                     // whoever is looked at keeps the session
            ("health", _ => Get("/health/ready")),
        ];

        HttpRequestMessage SignIn(int customer) => new(HttpMethod.Post, action)
        {
            Content = new FormUrlEncodedContent(fields.Where(field => field.Key != "Input.Email").Append(new("Input.Email", $"{NameOf(customer)}@example.org"))),
            Headers = { { "Cookie", form } },
        };

        HttpRequestMessage Get(string path, string? cookies = null)
            => new(HttpMethod.Get, server.Address + path) { Headers = { { "Cookie", (string[])(cookies is null ? [] : [cookies]) }, { "Accept-Encoding", "br" }, { "Sec-Fetch-Site", "same-origin" } } };
    }

    /// <summary>One asker a connection, each asking again as soon as it has read the answer.</summary>
    private static async Task<(double PerSecond, double P50, double P95)> DriveAsync(Func<int, HttpRequestMessage> request, int connections)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = connections });
        var times = new List<double>[connections];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(asker => Task.Run(async () =>
        {
            times[asker] = [];
            while (clock.Elapsed < WarmUp + Window)
            {
                using var asked = request(asker);
                var begun = clock.Elapsed;
                using var answer = await http.SendAsync(asked);
                await answer.Content.ReadAsByteArrayAsync();
                answer.StatusCode.ShouldBe(asked.Method == HttpMethod.Post ? HttpStatusCode.Redirect : HttpStatusCode.OK);
                if (begun >= WarmUp)
                {
                    times[asker].Add((clock.Elapsed - begun).TotalMilliseconds);
                }
            }
        })));
        var all = times.SelectMany(own => own).ToList();
        return (all.Count / (clock.Elapsed - WarmUp).TotalSeconds, all.Percentile(50), all.Percentile(95));
    }

    private static async Task<List<string[]>> WeightsAsync(ServerProcess server, Browser browser, string store)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        string[] visitors = ["/", "/plans", "/sign-up", "/sign-in", "/forgot-password", "/appearance"];
        string[] customers = ["/stores", "/stores/new", store, $"{store}/activity", $"{store}/logs", $"{store}/mails", $"{store}/settings", "/account"];
        var assets = (await browser.GetAsync(server.Address)).Document.QuerySelectorAll("link[rel=stylesheet], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!);
        var rows = new List<string[]>();
        foreach (var (path, cookies) in visitors.Concat(assets).Select(path => (path, (string?)null)).Concat(customers.Select(path => (path, (string?)browser.CookiesOf(new Uri(server.Address))))))
        {
            rows.Add([path.Replace(store, "/stores/…", StringComparison.Ordinal), (await SizeAsync(path, cookies)).Text("N0")]);
        }

        return rows;

        async Task<double> SizeAsync(string path, string? cookies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Address + path) { Headers = { { "Cookie", (string[])(cookies is null ? [] : [cookies]) }, { "Accept-Encoding", "br" }, { "Sec-Fetch-Site", "same-origin" } } };
            using var answer = await http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            return (await answer.Content.ReadAsByteArrayAsync()).Length;
        }
    }
}
