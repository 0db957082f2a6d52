using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopHosting.Cli.Control;
using ShopHosting.Cli.Panel;
using ShopHosting.Domain;
using ShopHosting.Domain.Control;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Workers;

namespace ShopHosting.Cli.Workers;

/// <summary><c>shopctl worker</c>: takes servers in, and what else an operator asks of them where the panel runs.</summary>
internal static class WorkerCommand
{
    private static readonly JsonSerializerOptions s_printed = new(ControlJson.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="input">Where a name is typed that has to be.</param>
    public static Command Create(TextReader input) => new("worker", "The servers on which stores run.")
    {
        CertificatesCommand.Create(), List(), Show(), Join(), Check(), Cordon(), Uncordon(), Ingress(), Retire(input),
    };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Prints a JSON array." };
        return new Command("list", "All workers, with what their stores were promised of what they offer.") { json }.Asking(async (parsed, panel, cancellationToken) =>
        {
            var asked = await panel.ListAsync(cancellationToken);
            if (!asked.Ok)
            {
                return Refuse(parsed, asked.Error);
            }

            Say(parsed, parsed.GetValue(json) ? JsonSerializer.Serialize(asked.Value, s_printed) : WorkerText.Table(asked.Value, TimeProvider.System.GetUtcNow()));
            return 0;
        });
    }

    private static Command Show()
    {
        var name = WorkerArguments.Name();
        return new Command("show", "One worker: how it is, its checks with what mends them, and what was done with it lately.") { name }.Asking(async (parsed, panel, cancellationToken) =>
        {
            var worker = await panel.ShowAsync(WorkerIn(parsed, name), cancellationToken);
            if (!worker.Ok)
            {
                return Refuse(parsed, worker.Error);
            }

            var lately = await panel.OperationsAsync(worker.Value.Name, cancellationToken);
            if (!lately.Ok)
            {
                return Refuse(parsed, lately.Error);
            }

            Say(parsed, WorkerText.Of(worker.Value, lately.Value, TimeProvider.System.GetUtcNow()));
            return 0;
        });
    }

    private static Command Join()
    {
        var (name, endpoint, address) = (WorkerArguments.Name(), WorkerArguments.Endpoint(), WorkerArguments.Address());
        var certificates = new Option<string?>("--certificates") { Description = "For tcp: the file panel.pem of shopctl worker certificates, or its folder. Without it, those that are known of the worker stay." };
        return new Command("join", "Takes a server in, or looks at it anew in another place, and tells each check as it ends. It goes on when this is interrupted.") { name, endpoint, address, certificates }
            .Asking(async (parsed, panel, cancellationToken) =>
            {
                var worker = WorkerIn(parsed, name);
                var pem = parsed.GetValue(certificates) is { } given ? PanelBundle.Read(given, worker.Value) : null;
                return await FollowAsync(parsed, panel, await panel.AskAsync(worker, "join", new ControlJoin(NewId(), parsed.GetValue(endpoint)!, parsed.GetValue(address), pem), cancellationToken), cancellationToken);
            });
    }

    private static Command Check()
    {
        var name = WorkerArguments.Name();
        return new Command("check", "Looks at all of a worker anew, and tells each check as it ends. It goes on when this is interrupted.") { name }.Asking(async (parsed, panel, cancellationToken) =>
            await FollowAsync(parsed, panel, await panel.AskAsync(WorkerIn(parsed, name), "check", new ControlAsk(NewId()), cancellationToken), cancellationToken));
    }

    private static Command Cordon()
    {
        var name = WorkerArguments.Name();
        var reason = new Option<string>("--reason") { Description = "Why, for whoever looks at it later.", Required = true };
        return new Command("cordon", "Gives a worker no new stores.") { name, reason }.Asking(async (parsed, panel, cancellationToken) =>
            Tell(parsed, await panel.AskAsync(WorkerIn(parsed, name), "cordon", new ControlCordon(NewId(), parsed.GetValue(reason)!), cancellationToken), WorkerText.OfCordon));
    }

    private static Command Uncordon()
    {
        var name = WorkerArguments.Name();
        return new Command("uncordon", "Gives a worker stores again.") { name }.Asking(async (parsed, panel, cancellationToken) =>
            Tell(parsed, await panel.AskAsync(WorkerIn(parsed, name), "uncordon", new ControlAsk(NewId()), cancellationToken), WorkerText.OfCordon));
    }

    private static Command Ingress()
    {
        var name = WorkerArguments.Name();
        var on = new Argument<string>("on|off") { Description = "Whether visitors of all stores may come in there." };
        on.AcceptOnlyFromAmong("on", "off");
        return new Command("ingress", "Lets visitors of all stores in by a worker's edge, or no more.") { name, on }.Asking(async (parsed, panel, cancellationToken) =>
            Tell(parsed, await panel.AskAsync(WorkerIn(parsed, name), "ingress", new ControlIngress(NewId(), parsed.GetValue(on) == "on"), cancellationToken), WorkerText.OfIngress));
    }

    private static Command Retire(TextReader input)
    {
        var name = WorkerArguments.Name();
        var yes = new Option<string?>("--yes") { Description = "The worker's name once more, instead of typing it when asked." };
        return new Command("retire", "Takes a worker out of service; refused while stores are placed there.") { name, yes }.Asking(async (parsed, panel, cancellationToken) =>
        {
            var worker = WorkerIn(parsed, name);
            var typed = parsed.GetValue(yes) ?? await TypedAsync(parsed, input, worker, cancellationToken);
            return Tell(parsed, await panel.AskAsync(worker, "retire", new ControlRetire(NewId(), typed.Trim()), cancellationToken), WorkerText.OfRetirement);
        });
    }

    /// <exception cref="PanelException">There was nobody to type it.</exception>
    private static async Task<string> TypedAsync(ParseResult parsed, TextReader input, WorkerId worker, CancellationToken cancellationToken)
    {
        await parsed.InvocationConfiguration.Error.WriteAsync($"Nobody looks at {worker} any more then, and its certificates are forgotten. To show that you mean it, type {worker}: ");
        return await input.ReadLineAsync(cancellationToken) ?? throw new PanelException($"Nothing was typed, so {worker} stays as it is; where nobody can, --yes {worker} says the same.");
    }

    /// <summary>Until nothing is owed any more.</summary>
    private static async Task<int> FollowAsync(ParseResult parsed, ControlClient panel, Result<ControlWorker> asked, CancellationToken cancellationToken)
    {
        if (!asked.Ok)
        {
            return Refuse(parsed, asked.Error);
        }

        var steps = new StepPrinter(parsed.InvocationConfiguration.Output);
        var worker = await new WorkerFollower(panel, TimeProvider.System, now => steps.Tell(now.Operation?.Steps.Select(LiveStep.Of) ?? [])).FollowAsync(asked.Value, cancellationToken);
        foreach (var warning in worker.Warnings)
        {
            Say(parsed, $"Warning: {warning}");
        }

        if (worker.Status == WorkerStatus.Active)
        {
            Say(parsed, WorkerText.OfStatus(worker));
            return 0;
        }

        return Fail(parsed, WorkerText.OfStatus(worker));
    }

    private static int Tell(ParseResult parsed, Result<ControlWorker> asked, Func<ControlWorker, string> sentence)
    {
        if (!asked.Ok)
        {
            return Refuse(parsed, asked.Error);
        }

        Say(parsed, sentence(asked.Value));
        return 0;
    }

    private static int Refuse(ParseResult parsed, Error error) => Fail(parsed, OptionOf(error.Field) is { } option ? $"{option}: {error.Message}" : error.Message);

    /// <summary>Where somebody at the command line gives what a form has as this field.</summary>
    private static string? OptionOf(string? field) => field switch
    {
        null => null,
        "Bundle" => "--certificates",
        "ConfirmedName" => "--yes",
        "Name" => "name",
        _ => $"--{field.ToLowerInvariant()}",
    };

    private static int Fail(ParseResult parsed, string sentence)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"shopctl: {sentence}");
        return 1;
    }

    private static void Say(ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLine(text);

    private static WorkerId WorkerIn(ParseResult parsed, Argument<string> name) => WorkerId.Parse(parsed.GetValue(name)!);

    private static OperationId NewId() => OperationId.New(new SystemEntropy());

    private sealed class SystemEntropy : IEntropy
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
