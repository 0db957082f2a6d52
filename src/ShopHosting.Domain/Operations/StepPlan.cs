namespace ShopHosting.Domain.Operations;

/// <summary>A step as a list announces it, before it begins.</summary>
/// <param name="Name">Stable, as in the code: <c>StartDatabase</c>.</param>
/// <param name="Title">In plain words, what happens.</param>
/// <param name="Stage">Steps with the same number run side by side.</param>
/// <param name="Limit">How long it may take.</param>
public sealed record StepPlan(string Name, string Title, int Stage, TimeSpan Limit);
