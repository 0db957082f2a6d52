using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Testing;
using Xunit.Abstractions;

namespace ShopHosting.IntegrationTests.Edges;

/// <summary>What a visitor gets whose shop is on another worker than the edge that took the request.</summary>
[Trait("needs", "docker")]
public sealed class ForwardTests(TwoEdges edges, ITestOutputHelper output) : IClassFixture<TwoEdges>, IDisposable
{
    private readonly HttpClient visitor = new() { Timeout = TimeSpan.FromSeconds(15) };

    public void Dispose() => visitor.Dispose();

    [Fact]
    public async Task A_shop_elsewhere_is_asked_what_the_visitor_asked_and_told_who_that_was()
    {
        using var request = Ask(TwoEdges.FarHost, "/cart?a=b%20c");
        request.Headers.Add("X-Forwarded-For", "203.0.113.66");
        request.Headers.Add("X-Real-IP", "203.0.113.66");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await visitor.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        told["path"]!.ToString().ShouldBe("/cart?a=b%20c");
        string Header(string name) => told["headers"]![name]!.ToString();
        (Header("Host"), Header("X-Forwarded-Host")).ShouldBe(($"{TwoEdges.FarHost}:{edges.Port}", $"{TwoEdges.FarHost}:{edges.Port}"));
        (Header("X-Forwarded-For"), Header("X-Real-IP"), Header("X-Forwarded-Proto")).ShouldBe(("127.0.0.1", "127.0.0.1", "http"));
    }

    [Fact]
    public async Task Uploads_arrive_whole_up_to_the_limit_of_the_shop_and_not_beyond()
    {
        (await UploadAsync(40 << 20)).ShouldBe((HttpStatusCode.OK, 40 << 20));
        (await UploadAsync(65 << 20)).ShouldBe((HttpStatusCode.RequestEntityTooLarge, 0));
    }

    [Fact]
    public async Task A_connection_is_upgraded_through_both_edges()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, edges.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {TwoEdges.FarHost}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
        (await ReadUntilAsync(stream, "\r\n\r\n")).ShouldStartWith("HTTP/1.1 101 ");
        await stream.WriteAsync("to and fro"u8.ToArray());
        (await ReadUntilAsync(stream, "to and fro")).ShouldBe("to and fro");
    }

    [Fact]
    public async Task A_host_that_nobody_has_leads_nowhere_and_what_the_panel_asks_shops_is_not_for_visitors()
    {
        (await StatusAsync("nobody.shops.localhost")).ShouldBe(HttpStatusCode.NotFound);
        using var request = Ask(TwoEdges.FarHost, "/.shophosting/health");
        (await visitor.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Where_edges_forward_nobody_else_gets_in()
    {
        var authority = edges.Authorities[0];
        using var stranger = TestAuthority.Issue(TestAuthority.New("CN=stranger"), "CN=w1", TestAuthority.ClientPurpose);
        using var workers = X509Certificate2.CreateFromPem(edges.FarCertificate.Pem, edges.Open(edges.FarCertificate));
        foreach (var certificate in new[] { null, stranger, workers })
        {
            (await KnockAsync(authority.Pem, certificate)).ShouldNotContain(" 200 ");
        }

        using var nobody = new HttpClient();
        using var plain = new HttpRequestMessage(HttpMethod.Get, $"http://{edges.Second.Address}:{edges.ForwardPort}/") { Headers = { Host = TwoEdges.FarHost } };
        (await nobody.SendAsync(plain)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_worker_that_is_cut_off_is_told_of_soon_takes_nobody_with_it_and_is_back_by_itself()
    {
        // So many connections between the edges are kept, and were alive when they were last used.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StatusAsync(TwoEdges.FarHost)));
        var onItsWay = StatusAsync(TwoEdges.FarHost, "/hold");
        await StatusAsync(TwoEdges.FarHost, "/held");
        await edges.Second.CutAsync();

        var since = Stopwatch.StartNew();
        var cutOff = Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await visitor.SendAsync(Ask(TwoEdges.FarHost, "/"));
            response.Headers.RetryAfter.ShouldNotBeNull();
            response.Headers.GetValues(EdgeConfiguration.PageHeader).ShouldBe([EdgeConfiguration.AwayPage]);
            return response.StatusCode;
        }).ToList();
        (await StatusAsync(TwoEdges.NearHost)).ShouldBe(HttpStatusCode.OK);
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await Task.WhenAll([.. cutOff, onItsWay])).ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
        output.WriteLine($"Who asked when it was cut off was told after {since.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s at the latest.");
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));

        await edges.Second.MendAsync();
        while (await StatusAsync(TwoEdges.FarHost) != HttpStatusCode.OK)
        {
            since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        }

        await StatusAsync(TwoEdges.FarHost, "/let-go");
    }

    [Fact]
    public async Task A_shop_that_takes_its_time_is_waited_for()
    {
        var onItsWay = StatusAsync(TwoEdges.FarHost, "/hold");
        await StatusAsync(TwoEdges.FarHost, "/held");
        // Longer than a silent worker is waited for.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        onItsWay.IsCompleted.ShouldBeFalse();
        await StatusAsync(TwoEdges.FarHost, "/let-go");
        (await onItsWay).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_engine_of_the_other_worker_dies_and_no_request_fails()
    {
        using var load = new Load(() => StatusAsync(TwoEdges.FarHost));
        await edges.Second.KillEngineAsync();
        // The edges write a line for each: more than fits into the pipe that nobody reads now.
        await load.PassAsync(3000);
        await edges.Second.StartEngineAsync();
        await load.EndAsync();
    }

    [Fact]
    public async Task Certificates_and_their_authority_change_and_no_request_fails()
    {
        using var load = new Load(() => StatusAsync(TwoEdges.FarHost));
        var old = edges.Authorities[^1];
        await edges.PublishAsync(old);
        await load.PassAsync(20);
        var next = await edges.IntroduceAsync(old);
        await load.PassAsync(20);
        await edges.PublishAsync(next);
        await load.PassAsync(20);
        await load.EndAsync();
    }

    private HttpRequestMessage Ask(string host, string path) => new(HttpMethod.Get, $"http://127.0.0.1:{edges.Port}{path}") { Headers = { Host = $"{host}:{edges.Port}" } };

    private async Task<HttpStatusCode> StatusAsync(string host, string path = "/")
    {
        using var request = Ask(host, path);
        // One that is kept is closed when nginx reloads, maybe under the next request: a browser asks again then, this client not always.
        request.Headers.ConnectionClose = true;
        using var response = await visitor.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<(HttpStatusCode Status, int Length)> UploadAsync(int length)
    {
        using var request = Ask(TwoEdges.FarHost, "/upload");
        request.Method = HttpMethod.Post;
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[length]);
        using var response = await visitor.SendAsync(request);
        return (response.StatusCode, response.IsSuccessStatusCode ? (int)(await response.Content.ReadFromJsonAsync<JsonObject>())!["length"]! : 0);
    }

    /// <summary>What the listener for edges says to a client with this certificate; empty when it hangs up.</summary>
    private async Task<string> KnockAsync(string authority, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(edges.Second.Address, edges.ForwardPort);
        await using var tls = new SslStream(client.GetStream());
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "w2", CertificateChainPolicy = trust, ClientCertificates = certificate is null ? [] : [certificate] });
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {TwoEdges.FarHost}\r\nConnection: close\r\n\r\n"));
            return await new StreamReader(tls).ReadToEndAsync();
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return "";
        }
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string end)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer).AsTask().SoonAsync();
            read.ShouldNotBe(0, text);
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }

        return text;
    }

    /// <summary>One request after the other until it is ended; each has to succeed.</summary>
    private sealed class Load : IDisposable
    {
        private readonly SemaphoreSlim passed = new(0);
        private readonly Task asking;
        private volatile bool isOver;

        public Load(Func<Task<HttpStatusCode>> ask) => asking = Task.Run(async () =>
        {
            while (!isOver)
            {
                (await ask()).ShouldBe(HttpStatusCode.OK);
                passed.Release();
            }
        });

        public async Task PassAsync(int requests)
        {
            for (var request = 0; request < requests; request++)
            {
                if (await Task.WhenAny(passed.WaitAsync(), asking).SoonAsync() == asking)
                {
                    await asking;
                }
            }
        }

        public Task EndAsync()
        {
            isOver = true;
            return asking.SoonAsync();
        }

        public void Dispose()
        {
            isOver = true;
            passed.Dispose();
        }
    }
}
