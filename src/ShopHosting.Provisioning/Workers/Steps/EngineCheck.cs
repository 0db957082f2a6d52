using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>Something that the engine itself tells is as it should be.</summary>
public sealed class EngineCheck(string name, string title, Func<EngineInfo, Verdict> judge) : WorkerCheck(name, title)
{
    protected override async Task<Verdict> LookAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        var told = await context.Engine.DescribeAsync(cancellationToken);
        return told.Ok ? judge(told.Value) : new Verdict.Unknown(told.Error);
    }
}
