using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ShopHosting.Domain.Stores;

/// <summary>How well a store's running containers are shut in, item by item of the CIS Docker Benchmark.</summary>
/// <param name="At">When the engine was asked.</param>
/// <param name="Items">Empty when nothing of the store runs.</param>
public sealed record HardeningScore(DateTimeOffset At, ImmutableArray<HardeningItem> Items)
{
    /// <summary>Whose numbers the items have.</summary>
    public const string Benchmark = "CIS Docker Benchmark 1.6.0, section 5";

    [JsonIgnore]
    public int Passed => Items.Count(item => item.Outcome == HardeningOutcome.Passed);

    /// <summary>What was passed or failed: neither what does not apply to the worker nor what is done otherwise on purpose.</summary>
    [JsonIgnore]
    public int Counted => Items.Count(item => item.Outcome is HardeningOutcome.Passed or HardeningOutcome.Failed);

    [JsonIgnore]
    public bool IsFull => Passed == Counted;
}

/// <param name="Number">In the benchmark: "5.4".</param>
/// <param name="Title">What is looked at, in our words.</param>
/// <param name="Found">What the engine told, or why it does not apply or is done otherwise.</param>
public sealed record HardeningItem(string Number, string Title, HardeningOutcome Outcome, string Found);

/// <summary>From the best to the worst: an item is as its worst container.</summary>
public enum HardeningOutcome
{
    /// <summary>The worker has nothing to which it could apply.</summary>
    NotApplicable,

    Passed,

    /// <summary>We do it otherwise, and say why.</summary>
    Excepted,

    Failed,
}
