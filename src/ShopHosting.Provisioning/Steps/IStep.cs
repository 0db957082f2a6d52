using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Steps;

/// <summary>One small idempotent piece of an operation.</summary>
public interface IStep<in TContext>
{
    /// <summary>Stable within its list: the progress rows carry it.</summary>
    string Name { get; }

    /// <summary>In plain words, what happens.</summary>
    string Title { get; }

    /// <summary>How long it may take from its first start.</summary>
    TimeSpan Limit { get; }

    /// <summary>How the world stands. Changes nothing.</summary>
    Task<Finding> CheckAsync(TContext context, CancellationToken cancellationToken);

    /// <summary>Brings the result about. Safe to repeat after a crash part-way. What is longer than a tick is started and answered with NotYet.</summary>
    Task<StepOutcome> DoAsync(TContext context, CancellationToken cancellationToken);

    /// <summary>Takes the result away. Safe when DoAsync never ran, and safe to repeat.</summary>
    Task<StepOutcome> UndoAsync(TContext context, CancellationToken cancellationToken);
}
