using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>What goes on after the answer has begun: exec, logs and events.</summary>
internal sealed partial class DockerClient
{
    /// <summary>How much of a command's output is kept.</summary>
    private const int LongestOutput = 64 * 1024;

    private static readonly TimeSpan ExitPause = TimeSpan.FromMilliseconds(5);

    public Task<Result<Created>> CreateExecAsync(string container, CreateExec exec, CancellationToken cancellationToken)
        => PostAsync("exec create", $"/containers/{Escaped(container)}/exec", exec, DockerJson.Default.CreateExec, DockerJson.Default.Created, cancellationToken);

    /// <summary>
    /// Starts it on a connection of its own, which becomes a plain two-way stream: the input goes in, then the sending side is closed so that the process
    /// sees its end, while the output is read to the end.
    /// </summary>
    public async Task<Result<byte[]>> RunExecAsync(string exec, ReadOnlyMemory<byte>? input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var spoken = await NegotiateAsync(cancellationToken);
        if (!spoken.Ok)
        {
            return spoken.Error;
        }

        var call = new Call("exec start", HttpMethod.Post, $"/exec/{Escaped(exec)}/start", JsonContent.Create(new(), DockerJson.Default.StartExec), timeout);
        DockerConnection? connection = null;
        using var own = NewHttpClient(connector.CreateHandler(opened => connection = opened));
        using var request = new HttpRequestMessage(call.Method, $"http://engine/v{spoken.Value}{call.Path}") { Content = call.Body };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("tcp"));

        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var answer = await GuardAsync(
            () => AnswerAsync(call, own, request, (response, token) => TalkAsync(response, input, connection!, token), either.Token), call, limit.Token, cancellationToken);
        Told(call, answer.Error, clock.GetElapsedTime(started));
        return answer;
    }

    /// <summary>The output may end a moment before Docker has noted the exit code.</summary>
    public async Task<Result<int>> ExitCodeAsync(string exec, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var details = await GetAsync("exec inspect", $"/exec/{Escaped(exec)}/json", DockerJson.Default.ExecDetails, cancellationToken);
            if (!details.Ok)
            {
                return details.Error;
            }

            if (details.Value is { Running: false, ExitCode: { } code })
            {
                return code;
            }

            if (tries == 400)
            {
                return EngineErrors.Failed("the output of a command ended, but not the command");
            }

            await Task.Delay(ExitPause, clock, cancellationToken);
        }
    }

    /// <summary>A running stream of frames; the response is the caller's to dispose.</summary>
    public Task<Result<HttpResponseMessage>> LogsAsync(string container, long afterCursor, int tail, bool follow, CancellationToken cancellationToken)
    {
        var from = afterCursor > 0
            ? string.Create(CultureInfo.InvariantCulture, $"since={afterCursor / 1_000_000_000}.{afterCursor % 1_000_000_000:D9}")
            : string.Create(CultureInfo.InvariantCulture, $"tail={tail}");
        return OpenAsync("container logs", $"/containers/{Escaped(container)}/logs?stdout=1&stderr=1&timestamps=1&follow={(follow ? 1 : 0)}&{from}", cancellationToken);
    }

    /// <summary>A running stream of one JSON object a line; the response is the caller's to dispose.</summary>
    public Task<Result<HttpResponseMessage>> EventsAsync(ImmutableSortedDictionary<string, string> labels, CancellationToken cancellationToken)
        => OpenAsync("events", "/events?" + Filters(new() { ["type"] = ["container"], ["label"] = [.. labels.Select(label => $"{label.Key}={label.Value}")] }), cancellationToken);

    public async IAsyncEnumerable<EventMessage> ReadEventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await LineAsync(reader, cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, DockerJson.Default.EventMessage) is { } message)
            {
                yield return message;
            }
        }

        throw new EngineStreamException(EngineErrors.Unreachable(worker.Value, "the stream of events ended"));
    }

    public async IAsyncEnumerable<Frame> ReadFramesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var frames = new FrameReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await FrameAsync(frames, cancellationToken) is { } frame)
        {
            yield return frame;
        }
    }

    private Task<Result<HttpResponseMessage>> OpenAsync(string name, string path, CancellationToken cancellationToken)
        => CallAsync(new(name, HttpMethod.Get, path, KeepsResponse: true), static (response, _) => Task.FromResult<Result<HttpResponseMessage>>(response), cancellationToken);

    private static async Task<Result<byte[]>> TalkAsync(HttpResponseMessage response, ReadOnlyMemory<byte>? input, DockerConnection connection, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var sending = input is { } bytes ? SendInputAsync(stream, bytes, connection, cancellationToken) : Task.CompletedTask;
        var output = await CollectAsync(new(stream), cancellationToken);
        await sending;
        return output;
    }

    private static async Task SendInputAsync(Stream stream, ReadOnlyMemory<byte> input, DockerConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(input, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await connection.CompleteWritesAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The command ended without reading all of its input; its exit code tells whether that was right.
        }
    }

    private static async Task<byte[]> CollectAsync(FrameReader frames, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        while (await frames.ReadAsync(cancellationToken) is { } frame)
        {
            output.Write(frame.Bytes.Span[..(int)Math.Min(frame.Bytes.Length, LongestOutput - output.Length)]);
        }

        return output.ToArray();
    }

    private async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new EngineStreamException(Unreachable(exception), exception);
        }
    }

    private async Task<Frame?> FrameAsync(FrameReader frames, CancellationToken cancellationToken)
    {
        try
        {
            return await frames.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new EngineStreamException(Unreachable(exception), exception);
        }
    }
}
