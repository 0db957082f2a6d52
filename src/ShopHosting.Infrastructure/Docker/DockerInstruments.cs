using System.Diagnostics.Metrics;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>How long calls of the engines take and how they end.</summary>
public sealed class DockerInstruments(IMeterFactory meters)
{
    public const string Meter = "ShopHosting.Docker";

    private readonly Histogram<double> calls = meters.Create(Meter)
        .CreateHistogram<double>("shophosting.docker.call.duration", "s", "Duration of a call of the Docker Engine API.");

    /// <param name="outcome"><c>ok</c> or the code of the error.</param>
    internal void Called(string worker, string call, string outcome, TimeSpan took)
        => calls.Record(took.TotalSeconds, new("worker", worker), new("call", call), new KeyValuePair<string, object?>("outcome", outcome));
}
