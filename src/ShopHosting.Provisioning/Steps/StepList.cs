using System.Collections.Immutable;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Steps;

/// <summary>A workflow that can be read aloud: stages one after the other, the steps of a stage side by side.</summary>
public sealed class StepList<TContext>
{
    private readonly ImmutableArray<ImmutableArray<IStep<TContext>>> stages;

    public StepList(params ReadOnlySpan<Stage<TContext>> stages)
    {
        this.stages = [.. stages.ToArray().Select(stage => stage.Steps).Where(steps => !steps.IsEmpty)];
        if (Plan.GroupBy(step => step.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two steps of one list are called {twice.Key}.", nameof(stages));
        }
    }

    public ImmutableArray<StepPlan> Plan
        => [.. stages.SelectMany((steps, index) => steps.Select(step => new StepPlan(step.Name, step.Title, index, step.Limit)))];

    /// <summary>The step of this name; null when the list (of newer or older code) has none.</summary>
    public IStep<TContext>? Find(string name) => stages.SelectMany(steps => steps).FirstOrDefault(step => step.Name == name);
}

/// <summary>One step, or several side by side.</summary>
public readonly record struct Stage<TContext>(ImmutableArray<IStep<TContext>> Steps);

public static class Stage
{
    public static Stage<TContext> One<TContext>(IStep<TContext> step) => new([step]);

    public static Stage<TContext> Together<TContext>(IEnumerable<IStep<TContext>> steps) => new([.. steps]);
}
