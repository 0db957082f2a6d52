using System.Globalization;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Cli.Panel;

/// <summary>Prints each step once it is finished, in the order of finishing.</summary>
internal sealed class StepPrinter(TextWriter output)
{
    private readonly HashSet<(string Name, bool IsBackward)> told = [];

    public void Tell(IEnumerable<LiveStep> steps)
    {
        foreach (var step in steps)
        {
            if (LineOf(step) is { } line && told.Add((step.Name, step.Status is StepStatus.Undone or StepStatus.UndoFailed)))
            {
                output.WriteLine(line);
            }
        }
    }

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>Null while there is nothing to tell.</summary>
    private static string? LineOf(LiveStep step) => step.Status switch
    {
        StepStatus.Pending or StepStatus.Running or StepStatus.Undoing => null,
        StepStatus.Done => Line(step, ""),
        StepStatus.Skipped => Line(step, "(was there already)"),
        StepStatus.Failed => Line(step, $"failed: {step.Error}"),
        StepStatus.Undone => Line(step, "(taken back)"),
        StepStatus.UndoFailed => Line(step, $"could not be taken back: {step.Error}"),
    };

    private static string Line(LiveStep step, string rest) => $"  {(step.Took is { } took ? Seconds(took) : ""),8}  {step.Title} {rest}".TrimEnd();
}
