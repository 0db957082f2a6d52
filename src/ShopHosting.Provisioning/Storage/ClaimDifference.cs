using ShopHosting.Domain.Storage;

namespace ShopHosting.Provisioning.Storage;

/// <summary>What a save changes of an entity's claims.</summary>
public static class ClaimDifference
{
    /// <summary>
    /// The changes from what is held to what is wanted, ordered by kind, scope and value, so that two transactions never wait for each other
    /// in a circle. A claim named twice is one; amounts of one resource add up.
    /// </summary>
    public static IReadOnlyList<ClaimChange> Between(IEnumerable<Claim> held, IEnumerable<Claim> wanted)
    {
        var changes = new SortedDictionary<(string Kind, string Scope, string Value), (long Before, long After)>(ByOrdinal);
        foreach (var claim in held)
        {
            changes[(claim.Kind, claim.Scope, claim.Value)] = (claim.Kind == Claim.CapacityKind ? claim.Amount : 1, 0);
        }

        foreach (var claim in wanted)
        {
            Check(claim);
            var key = (claim.Kind, claim.Scope, claim.Value);
            var (before, after) = changes.GetValueOrDefault(key);
            changes[key] = (before, claim.Kind == Claim.CapacityKind ? after + claim.Amount : 1);
        }

        return [.. changes.Where(change => change.Value.Before != change.Value.After).Select(change => new ClaimChange(
            change.Key.Kind, change.Key.Scope, change.Key.Value, change.Value.Before, change.Value.After))];
    }

    private static void Check(Claim claim)
    {
        StoredText.Require(claim.Kind, "the kind of a claim");
        StoredText.Require(claim.Value, $"the value of a claim of kind {claim.Kind}");
        StoredText.RequireOrEmpty(claim.Scope, $"the scope of a claim of kind {claim.Kind}");
        if (claim.Amount < 0 || (claim.Amount > 0 && claim.Kind != Claim.CapacityKind))
        {
            throw new ArgumentException($"The claim '{claim}' of kind {claim.Kind} can't have the amount {claim.Amount}: only capacity is counted, and from 0 on.", nameof(claim));
        }
    }

    private static readonly Comparer<(string Kind, string Scope, string Value)> ByOrdinal = Comparer<(string Kind, string Scope, string Value)>.Create((one, other) =>
        string.CompareOrdinal(one.Kind, other.Kind) is var kind and not 0 ? kind
        : string.CompareOrdinal(one.Scope, other.Scope) is var scope and not 0 ? scope
        : string.CompareOrdinal(one.Value, other.Value));
}

/// <summary>One claim before and after: an amount of a capacity, or 0 and 1 for what only one can have.</summary>
public sealed record ClaimChange(string Kind, string Scope, string Value, long Before, long After)
{
    public bool IsCounted => Kind == Claim.CapacityKind;

    /// <summary>What the state asked for.</summary>
    public Claim Wanted => new(Kind, Scope, Value, IsCounted ? After : 0);
}
