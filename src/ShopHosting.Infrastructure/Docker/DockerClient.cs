using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Docker's Engine API as typed calls: one connection pool, one negotiated version, failures as values of <see cref="DockerErrors"/> and
/// <see cref="EngineErrors"/>. What the calls mean together is the business of <see cref="DockerWorkerEngine"/>.
/// </summary>
internal sealed partial class DockerClient : IDisposable
{
    /// <summary>The first version with all that we use (Docker 20.10), and the newest that we have read.</summary>
    public static readonly Version LeastVersion = new(1, 41), NewestVersion = new(1, 52);

    private readonly WorkerId worker;
    private readonly Func<CancellationToken, Task<EngineAddress>> find;
    private readonly TimeSpan callTimeout;
    private readonly DockerConnector connector;
    private readonly HttpClient http;
    private readonly HttpClient pings;
    private readonly TimeProvider clock;
    private readonly DockerInstruments instruments;
    private readonly ILogger<DockerClient> logger;
    private volatile Version? version;

    /// <param name="find">Where the engine is; asked for each connection. Null: where <paramref name="endpoint"/> says.</param>
    public DockerClient(
        WorkerId worker, DockerEndpointOptions endpoint, TimeProvider clock, DockerInstruments instruments, ILogger<DockerClient> logger, Func<CancellationToken, Task<EngineAddress>>? find = null)
    {
        (this.worker, this.clock, this.instruments, this.logger) = (worker, clock, instruments, logger);
        this.find = find ?? (_ => Task.FromResult(EngineAddress.Of(endpoint)));
        callTimeout = endpoint.CallTimeout;
        connector = new(this.find, endpoint.ConnectTimeout);
        http = NewHttpClient(connector.CreateHandler());
        pings = NewHttpClient(connector.CreateHandler());
    }

    public void Dispose()
    {
        http.Dispose();
        pings.Dispose();
    }

    /// <summary>Over connections of its own, so that a busy or broken call says nothing about the engine. Not measured: it is asked all the time.</summary>
    public async Task<Result> PingAsync(TimeSpan upTo, CancellationToken cancellationToken)
    {
        var call = new Call("ping", HttpMethod.Get, "/_ping");
        using var limit = new CancellationTokenSource(upTo, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(call.Method, $"http://engine{call.Path}");
        var answer = await GuardAsync(() => AnswerAsync(call, pings, request, static (_, _) => Task.FromResult<Result<bool>>(true), either.Token), call, limit.Token, cancellationToken);
        return new(answer.Error);
    }

    /// <summary>The version that both sides speak: the engine's own, or our newest when it is ahead.</summary>
    public async Task<Result<Version>> NegotiateAsync(CancellationToken cancellationToken)
    {
        if (version is { } known)
        {
            return known;
        }

        var told = await SendAsync(new("ping", HttpMethod.Get, "/_ping"), "", ReadVersionAsync, cancellationToken);
        if (told.Ok)
        {
            version = told.Value;
            var found = await find(cancellationToken);
            LogConnected(worker, found.Address, told.Value);
        }

        return told;
    }

    /// <summary>Whether the engine is on this machine: then what listens on its loopback can be asked from here.</summary>
    public async Task<bool> IsHereAsync(CancellationToken cancellationToken) => EngineAddress.IsUnixAddress((await find(cancellationToken)).Address);

    private Task<Result<T>> GetAsync<T>(string name, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        => CallAsync(new(name, HttpMethod.Get, path), (response, token) => ReadAsync(response, type, token), cancellationToken);

    private Task<Result<T>> PostAsync<TBody, T>(string name, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        => CallAsync(new(name, HttpMethod.Post, path, JsonContent.Create(body, bodyType)), (response, token) => ReadAsync(response, type, token), cancellationToken);

    private Task<Result> PostAsync<TBody>(string name, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        => CallAsync(new(name, HttpMethod.Post, path, JsonContent.Create(body, bodyType)), cancellationToken);

    private async Task<Result> CallAsync(Call call, CancellationToken cancellationToken)
    {
        var done = await CallAsync(call, static (_, _) => Task.FromResult<Result<bool>>(true), cancellationToken);
        return new(done.Error);
    }

    private async Task<Result<T>> CallAsync<T>(Call call, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, CancellationToken cancellationToken)
    {
        var spoken = await NegotiateAsync(cancellationToken);
        return spoken.Ok ? await SendAsync(call, $"/v{spoken.Value}", read, cancellationToken) : spoken.Error;
    }

    private async Task<Result<T>> SendAsync<T>(Call call, string prefix, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(call.Timeout ?? callTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(call.Method, $"http://engine{prefix}{call.Path}") { Content = call.Body };
        var answer = await GuardAsync(() => AnswerAsync(call, http, request, read, either.Token), call, limit.Token, cancellationToken);
        Told(call, answer.Error, clock.GetElapsedTime(started));
        return answer;
    }

    private async Task<Result<T>> AnswerAsync<T>(
        Call call,
        HttpClient client,
        HttpRequestMessage request,
        Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read,
        CancellationToken cancellationToken)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var isKept = false;
        try
        {
            // 101 is the upgrade of an exec; 304 says that it already was as asked.
            if ((int)response.StatusCode is 101 or 304 || response.IsSuccessStatusCode)
            {
                var answer = await read(response, cancellationToken);
                isKept = call.KeepsResponse && answer.Ok;
                return answer;
            }

            return await ProblemAsync(response, cancellationToken);
        }
        finally
        {
            if (!isKept)
            {
                response.Dispose();
            }
        }
    }

    /// <summary>The failures we know become values; being cancelled by the caller, and bugs, stay exceptions.</summary>
    private async Task<Result<T>> GuardAsync<T>(Func<Task<Result<T>>> call, Call what, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return limit.IsCancellationRequested
                ? EngineErrors.TimedOut($"'{what.Name}' on worker {worker}")
                : EngineErrors.Unreachable(worker.Value, "connecting took too long");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return Unreachable(exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return EngineErrors.Failed($"its answer to '{what.Name}' can't be read: {exception.Message}");
        }
    }

    private Error Unreachable(Exception exception) => EngineErrors.Unreachable(worker.Value, exception.GetBaseException().Message);

    private static Task<Result<Version>> ReadVersionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = response.Headers.TryGetValues("Api-Version", out var values) ? values.FirstOrDefault() : null;
        Result<Version> told = !Version.TryParse(text, out var theirs) ? EngineErrors.Refused("what answers there does not tell a version of Docker's API")
            : theirs < LeastVersion ? EngineErrors.Refused($"it speaks API {theirs}; {LeastVersion} (Docker 20.10) is needed. Upgrade it on the worker: sudo apt-get install --only-upgrade docker.io")
            : theirs > NewestVersion ? NewestVersion
            : theirs;
        return Task.FromResult(told);
    }

    private static async Task<Result<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        => await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("It is empty.");

    private async Task<Error> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var message = text.StartsWith('{') ? JsonSerializer.Deserialize(text, DockerJson.Default.ProblemMessage)?.Message ?? text : text;
        if (message.Contains("is too new", StringComparison.Ordinal))
        {
            version = null;     // the engine was replaced by an older one; the next call asks again
        }

        return DockerErrors.From((int)response.StatusCode, message.Trim());
    }

    private void Told(Call call, Error? error, TimeSpan took)
    {
        instruments.Called(worker.Value, call.Name, error?.Code ?? "ok", took);
        LogCalled(worker, call.Name, error?.Code ?? "ok", took.TotalMilliseconds);
    }

    /// <summary>The timeouts are ours, with our clock.</summary>
    private static HttpClient NewHttpClient(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string LabelFilter(IEnumerable<KeyValuePair<string, string>> labels)
        => Filter("label", [.. labels.Select(label => $"{label.Key}={label.Value}")]);

    private static string Filter(string name, string[] values) => Filters(new() { [name] = values });

    private static string Filters(Dictionary<string, string[]> filters) => "filters=" + Escaped(JsonSerializer.Serialize(filters, DockerJson.Default.DictionaryStringStringArray));

    /// <param name="KeepsResponse">A stream goes on after the call has been answered; who reads it disposes the response.</param>
    private sealed record Call(string Name, HttpMethod Method, string Path, HttpContent? Body = null, TimeSpan? Timeout = null, bool KeepsResponse = false);
}
