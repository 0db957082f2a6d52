using System.Diagnostics;
using System.Diagnostics.Metrics;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Steps;

/// <summary>What is measured of steps: how long a go takes and how it ends.</summary>
public sealed class StepInstruments
{
    public const string Name = "ShopHosting.Steps";

    public static readonly ActivitySource Source = new(Name);

    private readonly Histogram<double> seconds;

    public StepInstruments(IMeterFactory meters)
        => seconds = meters.Create(Name).CreateHistogram<double>("shophosting.step.duration", "s", "One go at a step, by step, direction and outcome.");

    public void Went(string step, bool backward, StepOutcome outcome, TimeSpan took)
        => seconds.Record(took.TotalSeconds, new("step", step), new("backward", backward), new("outcome", outcome.GetType().Name));
}
