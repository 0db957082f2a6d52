using ShopHosting.Domain;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Grains;

/// <summary>What can happen to any entity's save.</summary>
internal static class EntityErrors
{
    public static Error ReadAgain { get; } = new(ErrorKind.Unavailable, "entity.read-again", "It was changed by somebody else at the same moment; try again.");

    public static Error Taken(Claim claim) => new(claim.Kind == Claim.CapacityKind ? ErrorKind.Capacity : ErrorKind.Taken, "entity.claim-taken", $"{claim} is not to be had.");
}
