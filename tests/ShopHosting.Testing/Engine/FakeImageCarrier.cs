using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Testing.Engine;

/// <summary>Brings images between engines in memory, each at the second asking: at the first it is under way.</summary>
/// <param name="find">The engines behind <paramref name="engines"/>, when those only stand before them.</param>
public sealed class FakeImageCarrier(IWorkerEngines engines, Func<WorkerId, FakeWorkerEngine>? find = null) : IImageCarrier
{
    private readonly HashSet<(WorkerId, string)> underWay = [];

    public async Task<Result<ImageArrival>> BringAsync(WorkerId to, ImageSpec image, IEnumerable<WorkerId> from, CancellationToken cancellationToken)
    {
        var there = await engines.For(to).EnsureImageAsync(image, cancellationToken);
        if (there.Ok || there.Error.Code is not ("engine.image-missing" or "engine.image-differs"))
        {
            return there.Ok ? new ImageArrival(true, image.Reference, 0) : there.Error;
        }

        foreach (var source in from)
        {
            if ((await engines.For(source).EnsureImageAsync(image, cancellationToken)).Ok)
            {
                if (!underWay.Add((to, image.Reference)))
                {
                    (find?.Invoke(to) ?? (FakeWorkerEngine)engines.For(to)).AddImage(image.Reference, image.Content);
                }

                return new ImageArrival(false, image.Reference, 1 << 20);
            }
        }

        return EngineErrors.ImageNowhere(image);
    }
}
