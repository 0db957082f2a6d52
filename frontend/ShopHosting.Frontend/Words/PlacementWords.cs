using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Words;

/// <summary>Why a store was placed where it is, in a sentence for administrators.</summary>
public static class PlacementWords
{
    public static string Of(PlacementReason reason) => reason.Next is { } next
        ? $"With the store there, {Left(reason.Chosen)}, and {Neighbours(reason.Chosen)}: {reason.Chosen.Total} of {2 * PlacementRules.BestScore} points. Next came {next.Worker} with {next.Total} points: {Left(next)}, and {Neighbours(next)}."
        : $"It was the only one with room. With the store there, {Left(reason.Chosen)}, and {Neighbours(reason.Chosen)}.";

    private static string Left(PlacementScore score) => $"{Numbers.Percent(score.Balance, PlacementRules.BestScore)} of its {AdminWords.Resource(score.Scarcest).ToLowerInvariant()}, the scarcest, is free";

    private static string Neighbours(PlacementScore score) => score.Neighbours switch
    {
        0 => "no other store of this account is there",
        1 => "1 other store of this account is there",
        _ => $"{score.Neighbours} other stores of this account are there",
    };
}
