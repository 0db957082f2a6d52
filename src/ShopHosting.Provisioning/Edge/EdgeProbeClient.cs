using System.Globalization;
using System.Text.RegularExpressions;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Workers;

namespace ShopHosting.Provisioning.Edge;

/// <summary>Asks from the worker itself, by a small program in its edge's container.</summary>
public sealed partial class EdgeProbeClient(IWorkerEngine engine, InstallationId installation) : IProbeClient
{
    /// <summary>The program ends by itself: this is for the last try, which may take 15 s, and for the way there and back.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public async Task<Result<ProbeAnswer>> ProbeAsync(HttpProbe probe, CancellationToken cancellationToken)
    {
        var request = new ExecRequest(PlatformContainers.NameOf(installation, PlatformContainers.EdgeRole), [.. Command(probe)], Timeout: probe.UpTo + Margin);
        var answer = await engine.ExecAsync(request, cancellationToken);
        return !answer.Ok ? answer.Error : Read(answer.Value);
    }

    private static IEnumerable<string> Command(HttpProbe probe)
    {
        yield return "/usr/local/bin/edge-probe";
        yield return probe.Address;
        yield return Number(probe.Port);
        yield return probe.Host;
        yield return probe.Path;
        yield return Number((int)probe.UpTo.TotalMilliseconds);
        yield return Number(probe.ExpectStatus);
        if (probe.ExpectHeader is { } header)
        {
            yield return header;
            if (probe.ExpectHeaderValue is { } value)
            {
                yield return value;
            }
        }
    }

    private static Result<ProbeAnswer> Read(ExecAnswer answer)
    {
        var told = Answer().Match(answer.Output);
        if (answer.ExitCode != 0 || !told.Success)
        {
            return EngineErrors.Failed($"the edge could not ask (exit {answer.ExitCode}): {answer.Output.Trim()}");
        }

        var problem = told.Groups["problem"];
        return new ProbeAnswer(Number(told.Groups["status"].Value), TimeSpan.FromMilliseconds(Number(told.Groups["took"].Value)), problem.Success ? problem.Value : null);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<status>0|[1-9][0-9]{2}) (?<took>[0-9]{1,7})( (?<problem>[ -~]{1,300}))?\n\\z")]
    private static partial Regex Answer();
}
