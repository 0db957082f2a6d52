using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ShopHosting.Cli.Panel;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Cli.Control;

/// <summary>Asks the panel on this machine by its control socket. What it refuses is a result; when it can't be asked, that is told in a sentence.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int LongestPath = 107;                                 // sun_path of unix(7), without its last byte
    private static readonly JsonSerializerOptions s_answers = new(ControlJson.Options) { Converters = { new PlainTextConverter() } };

    private readonly string path;
    private readonly HttpClient http;

    /// <exception cref="PanelException">No socket has such a path.</exception>
    public ControlClient(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new PanelException($"--socket: '{path}' is no path of a socket; it has 1 to {LongestPath} bytes.");
        }

        this.path = path;
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri("http://panel/control/workers/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public async Task<Result<ImmutableArray<ControlWorker>>> ListAsync(CancellationToken cancellationToken)
    {
        var workers = ImmutableArray.CreateBuilder<ControlWorker>();
        string? after = null;
        do
        {
            var page = await SendAsync<ControlWorkers>(HttpMethod.Get, after is null ? "" : $"?after={Uri.EscapeDataString(after)}", null, cancellationToken);
            if (!page.Ok)
            {
                return page.Error;
            }

            workers.AddRange(page.Value.Rows);
            after = page.Value.Next;
        }
        while (after is not null);
        return workers.ToImmutable();
    }

    public Task<Result<ControlWorker>> ShowAsync(WorkerId worker, CancellationToken cancellationToken) => SendAsync<ControlWorker>(HttpMethod.Get, worker.Value, null, cancellationToken);

    /// <summary>What was done with a worker lately, the newest first.</summary>
    public Task<Result<ImmutableArray<Operation>>> OperationsAsync(WorkerId worker, CancellationToken cancellationToken)
        => SendAsync<ImmutableArray<Operation>>(HttpMethod.Get, $"{worker}/operations", null, cancellationToken);

    /// <summary>Asks one thing of a worker; it may be asked twice.</summary>
    /// <returns>How the worker is then.</returns>
    public Task<Result<ControlWorker>> AskAsync(WorkerId worker, string verb, ControlAsk ask, CancellationToken cancellationToken)
        => SendAsync<ControlWorker>(HttpMethod.Post, $"{worker}/{verb}", ask, cancellationToken);

    public void Dispose() => http.Dispose();

    /// <summary>A connection that breaks is tried once more: an asking is known again by its id.</summary>
    private async Task<Result<T>> SendAsync<T>(HttpMethod method, string target, ControlAsk? ask, CancellationToken cancellationToken)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, target) { Content = ask is null ? null : JsonContent.Create(ask, ask.GetType(), options: ControlJson.Options) };
                using var response = await http.SendAsync(request, cancellationToken);
                return await ReadAsync<T>(response, cancellationToken);
            }
            catch (HttpRequestException failed) when (failed.InnerException is PanelException told)
            {
                throw told;
            }
            catch (HttpRequestException broken) when (isAgain)
            {
                throw new PanelException($"The panel at {path} broke off while it was asked: {broken.Message} See what it has taken with: shopctl worker list", broken);
            }
            catch (HttpRequestException)
            {
            }
            catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new PanelException($"The panel at {path} did not answer within {http.Timeout.TotalSeconds:0} seconds. See what it has taken with: shopctl worker list", late);
            }
        }
    }

    private static async Task<Result<T>> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<T>(s_answers, cancellationToken) ?? throw new JsonException("It is empty.")
                : await response.Content.ReadFromJsonAsync<Error>(s_answers, cancellationToken) ?? throw new JsonException("It is empty.");
        }
        catch (Exception strange) when (strange is JsonException or NotSupportedException)
        {
            throw new PanelException($"The panel answered {(int)response.StatusCode} and not in words that this shopctl knows; look into its log, and see that both are of one version.", strange);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failed)
        {
            socket.Dispose();
            if (failed is SocketException { SocketErrorCode: var code })
            {
                throw new PanelException(WhyNot(code, failed.Message), failed);
            }

            throw;
        }
    }

    private string WhyNot(SocketError code, string message) => code switch
    {
        SocketError.AccessDenied => $"The control socket {path} is for root and the panel's user alone; run shopctl as root (sudo).",
        SocketError.ConnectionRefused => $"Nobody listens at {path}: the panel does not run; start it with ops/up.",
        SocketError.AddressNotAvailable => $"There is no control socket {path}. See that the panel runs on this machine (ops/up) and has it as Frontend:ControlSocket, or name another with --installation or --socket.",
        _ => $"The control socket {path} can't be used: {message}",
    };
}
