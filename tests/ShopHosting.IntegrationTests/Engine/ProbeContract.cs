using System.Net;
using System.Net.Sockets;
using System.Text;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>What every prober answers, whoever asks and from where.</summary>
public abstract class ProbeContract
{
    private const string Header = "X-Shop";

    protected abstract IProbeClient Probes { get; }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Shop: mugs\r\n\r\n", null)]
    [InlineData("HTTP/1.0 200\r\nx-shop:mugs  \r\n\r\n", null)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nX-Shop: no\r\n\r\nHTTP/1.1 200 OK\r\nX-Shop: mugs\r\n\r\n", null)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nX-Shop: mugs\r\n\r\n", "the answer was 503 where 200 is wanted")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nX-Shop: mugs\r\n\r\n", "the answer was 302 where 200 is wanted")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nnot\r\nX-Shop: mugs", "the answer has no header X-Shop")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Shop: cups\r\n\r\n", "header X-Shop is 'cups' where 'mugs' is wanted")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Shop: mugs\r\nX-Shop: cups\r\n\r\n", "header X-Shop is 'mugs, cups' where 'mugs' is wanted")]
    public async Task An_answer_is_compared_with_what_is_wanted(string answer, string? problem)
    {
        await using var server = new RawServer(answer);
        var told = await AskAsync(new("127.0.0.1", server.Port, "shop.example:8088", "/a?b=c", TimeSpan.Zero, Header, "mugs"));
        told.Problem.ShouldBe(problem);
        told.Status.ToString().ShouldBe(answer[answer.LastIndexOf("HTTP/1.", StringComparison.Ordinal)..].Substring(9, 3));
        var request = (await server.Requests.Reader.ReadAsync()).Split("\r\n");
        request[0].ShouldBe("GET /a?b=c HTTP/1.1");
        request.ShouldContain("Host: shop.example:8088");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Sho")]
    [InlineData("")]
    public async Task What_is_no_answer_counts_as_nobody(string answer)
    {
        await using var server = new RawServer(answer);
        await NobodyAsync(server.Port, "nobody answers at");
    }

    [Fact]
    public async Task Where_nobody_listens_nobody_answers()
    {
        int port;
        await using (var server = new RawServer(""))
        {
            port = server.Port;
        }

        await NobodyAsync(port, "nobody answers at");
    }

    [Fact]
    public async Task Who_takes_the_request_and_says_nothing_has_not_answered_in_time()
    {
        await using var server = new RawServer([null]);
        await NobodyAsync(server.Port, "did not answer in", TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task It_asks_until_the_answer_is_as_wanted()
    {
        await using var server = new RawServer("HTTP/1.1 502 Bad Gateway\r\n\r\n", "", "HTTP/1.1 200 OK\r\n\r\n");
        (await AskAsync(new("127.0.0.1", server.Port, "shop.example", "/", TimeSpan.FromSeconds(20)))).IsAsWanted.ShouldBeTrue();
    }

    [Fact]
    public async Task When_the_time_is_over_the_last_answer_counts()
    {
        await using var server = new RawServer("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        var told = await AskAsync(new("127.0.0.1", server.Port, "shop.example", "/", TimeSpan.FromSeconds(1)));
        told.IsAsWanted.ShouldBeFalse();
        told.Status.ShouldBeOneOf(502, 0);      // the last try may have been left too little time for an answer
        server.Requests.Reader.Count.ShouldBeGreaterThan(1);
    }

    private async Task NobodyAsync(int port, string why, TimeSpan upTo = default)
    {
        var told = await AskAsync(new("127.0.0.1", port, "shop.example", "/", upTo));
        told.Status.ShouldBe(0);
        told.Problem.ShouldNotBeNull().ShouldContain($"127.0.0.1:{port}");
        told.Problem.ShouldContain(why);
    }

    private async Task<ProbeAnswer> AskAsync(HttpProbe probe)
    {
        var told = await Probes.ProbeAsync(probe, default).SoonAsync();
        told.Error.ShouldBeNull();
        return told.Value!;
    }

    /// <summary>Answers its requests one after the other with what it was given, letter by letter; the last for ever; null never.</summary>
    private sealed class RawServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource closed = new();
        private readonly Task serving;

        public RawServer(params string?[] answers)
        {
            listener.Start();
            serving = ServeAsync(answers);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public System.Threading.Channels.Channel<string> Requests { get; } = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public async ValueTask DisposeAsync()
        {
            await closed.CancelAsync();
            await serving;
            listener.Stop();
            closed.Dispose();
        }

        private async Task ServeAsync(string?[] answers)
        {
            for (var served = 0; !closed.IsCancellationRequested; served++)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync(closed.Token);
                    await AnswerAsync(client.GetStream(), answers[Math.Min(served, answers.Length - 1)]);
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException)
                {
                    // The test is over, or who asked has gone.
                }
            }
        }

        private async Task AnswerAsync(NetworkStream stream, string? answer)
        {
            var (request, buffer) = ("", new byte[4096]);
            while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, closed.Token);
                if (read == 0)
                {
                    return;
                }

                request += Encoding.ASCII.GetString(buffer, 0, read);
            }

            await Requests.Writer.WriteAsync(request, closed.Token);
            if (answer is null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closed.Token);
            }

            foreach (var letter in Encoding.ASCII.GetBytes(answer!))
            {
                await stream.WriteAsync(new[] { letter }, closed.Token);
            }
        }
    }
}

public sealed class HttpProbeClientTests : ProbeContract, IDisposable
{
    private readonly Infrastructure.Docker.HttpProbeClient probes = new(TimeProvider.System);

    protected override IProbeClient Probes => probes;

    public void Dispose() => probes.Dispose();
}
