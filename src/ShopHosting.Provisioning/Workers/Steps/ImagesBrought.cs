using System.Collections.Immutable;
using System.Globalization;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Steps;

namespace ShopHosting.Provisioning.Workers.Steps;

/// <summary>
/// The images are there, or are brought from a worker that has them. Without those of the platform itself a worker can't be; without one of a kind of shop it
/// runs the others.
/// </summary>
public sealed class ImagesBrought(string name, string title, bool isNeeded, Func<IEnumerable<ImageEntry>> images, IImageCarrier carrier) : IStep<WorkerContext>
{
    private const long MiB = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public string Name { get; } = $"Images.{name}";

    public string Title { get; } = title;

    public TimeSpan Limit => TimeSpan.FromMinutes(60);

    public Task<Finding> CheckAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(Finding.None);

    public async Task<StepOutcome> DoAsync(WorkerContext context, CancellationToken cancellationToken)
    {
        var (there, missing) = (ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal), new Dictionary<string, Error>());
        var others = await context.Others(cancellationToken);
        foreach (var image in images())
        {
            var brought = await carrier.BringAsync(context.Worker.Id, new ImageSpec(image.Reference!, image.Content), others, cancellationToken);
            if (brought is { Ok: true, Value.IsThere: false })
            {
                return new StepOutcome.NotYet(Pause, string.Create(CultureInfo.InvariantCulture, $"{brought.Value.Reference}, {brought.Value.Bytes / MiB} MiB so far"));
            }

            if (brought.Ok)
            {
                there.Add(image.Name, image.Reference!);
            }
            else if (isNeeded || brought.Error.Kind == ErrorKind.Unavailable)
            {
                return brought.Error.AsFailure();
            }
            else
            {
                missing.Add(image.Name, brought.Error);
            }
        }

        context.Images = context.Images.RemoveRange(missing.Keys).SetItems(there);
        return new StepOutcome.Done(missing.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{there.Count} images are there")
            : $"{WorkerCheck.Warning}{string.Join(" ", missing.Values.Select(error => error.Message))} Shops that need them can't be made there.");
    }

    /// <summary>Stores may run on them.</summary>
    public Task<StepOutcome> UndoAsync(WorkerContext context, CancellationToken cancellationToken) => Task.FromResult(StepOutcome.Finished);
}
