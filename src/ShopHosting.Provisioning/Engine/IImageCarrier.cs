using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Provisioning.Engine;

/// <summary>Brings images from workers that have them to one that lacks them: nothing is pulled from anywhere else.</summary>
public interface IImageCarrier
{
    /// <summary>
    /// Has the image arrive, recognised by its content label; asked again it tells how far it is. When none of the others has it, the answer is
    /// <see cref="EngineErrors.ImageNowhere"/>.
    /// </summary>
    Task<Result<ImageArrival>> BringAsync(WorkerId to, ImageSpec image, IEnumerable<WorkerId> from, CancellationToken cancellationToken);
}

/// <param name="IsThere">The image asked for has arrived.</param>
/// <param name="Reference">What is under way to the worker just now.</param>
/// <param name="Bytes">How much of that has come so far.</param>
public sealed record ImageArrival(bool IsThere, string Reference, long Bytes);
