using ShopHosting.Domain.Stores;

namespace ShopHosting.Frontend.Words;

/// <summary>How well a store's containers are shut in, in words.</summary>
public static class HardeningWords
{
    public static string Of(HardeningScore score) => $"{score.Passed} of {score.Counted} checks passed";

    public static (string Text, Tone Tone) Of(HardeningOutcome outcome) => outcome switch
    {
        HardeningOutcome.Passed => ("Passed", Tone.Good),
        HardeningOutcome.Failed => ("Failed", Tone.Bad),
        HardeningOutcome.Excepted => ("Done otherwise", Tone.Warning),
        HardeningOutcome.NotApplicable => ("Does not apply", Tone.Quiet),
    };
}
