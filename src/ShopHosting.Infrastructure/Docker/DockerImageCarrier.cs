using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>
/// Images from engine to engine by save and load, as one stream through this process. One at a time for each worker. Where an engine can't be reached for that
/// nothing is carried.
/// </summary>
internal sealed partial class DockerImageCarrier(IWorkerEngines engines, DockerWorkerEngines addressed, ILogger<DockerImageCarrier> logger) : IImageCarrier
{
    /// <summary>For one image; a large one over a slow line takes its time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<WorkerId, Transfer> underWay = new();

    public async Task<Result<ImageArrival>> BringAsync(WorkerId to, ImageSpec image, IEnumerable<WorkerId> from, CancellationToken cancellationToken)
    {
        if (underWay.TryGetValue(to, out var transfer))
        {
            if (!transfer.Done.IsCompleted)
            {
                return new ImageArrival(false, transfer.Reference, transfer.Bytes);
            }

            underWay.TryRemove(to, out _);
            if (await transfer.Done is { Ok: false } failed && transfer.Reference == image.Reference)
            {
                return failed.Error;
            }
        }

        var there = await engines.For(to).EnsureImageAsync(image, cancellationToken);
        if (there.Ok || there.Error.Code is not ("engine.image-missing" or "engine.image-differs"))
        {
            return there.Ok ? new ImageArrival(true, image.Reference, 0) : there.Error;
        }

        if (await addressed.For(to).EnsureImageAsync(image, cancellationToken) is { Error.Kind: ErrorKind.Unavailable })
        {
            return EngineErrors.ImageNowhere(image);
        }

        foreach (var source in from.Where(source => source != to))
        {
            if ((await addressed.For(source).EnsureImageAsync(image, cancellationToken)).Ok)
            {
                underWay[to] = Begin(source, to, image.Reference);
                return new ImageArrival(false, image.Reference, 0);
            }
        }

        return EngineErrors.ImageNowhere(image);
    }

    private Transfer Begin(WorkerId from, WorkerId to, string reference)
    {
        var transfer = new Transfer(reference);
        transfer.Done = Task.Run(() => CarryAsync(from, to, transfer));     // longer than any turn of a grain; a later asking sees how it ended
        return transfer;
    }

    private async Task<Result> CarryAsync(WorkerId from, WorkerId to, Transfer transfer)
    {
        var (source, target) = ((DockerWorkerEngine)addressed.For(from), (DockerWorkerEngine)addressed.For(to));
        var opened = await source.Docker.SaveImageAsync(transfer.Reference, CancellationToken.None);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var response = opened.Value;
        await using var tar = new CountingStream(await response.Content.ReadAsStreamAsync(), count => transfer.Bytes = count);
        var loaded = await target.Docker.LoadImageAsync(tar, Limit, CancellationToken.None);
        LogCarried(transfer.Reference, from, to, transfer.Bytes, loaded.Error?.Message ?? "done");
        return loaded;
    }

    [LoggerMessage(LogLevel.Information, "Image {Image} from worker {From} to worker {To}: {Bytes} bytes, {Outcome}")]
    private partial void LogCarried(string image, WorkerId from, WorkerId to, long bytes, string outcome);

    private sealed class Transfer(string reference)
    {
        private long bytes;

        public string Reference { get; } = reference;

        public long Bytes
        {
            get => Interlocked.Read(ref bytes);
            set => Interlocked.Exchange(ref bytes, value);
        }

        public Task<Result> Done { get; set; } = Task.FromResult(Result.Success);
    }
}
