using System.CommandLine;
using ShopHosting.Cli.Panel;

namespace ShopHosting.Cli.Control;

/// <summary>A command that asks the panel on this machine: it has the options that name it, and ends with a sentence when it can't be asked.</summary>
internal static class ControlCommand
{
    private const int Interrupted = 130;                                 // as shells tell it of SIGINT

    public static Command Asking(this Command command, Func<ParseResult, ControlClient, CancellationToken, Task<int>> run)
    {
        var installation = new Option<string>("--installation") { Description = "The panel of this installation.", DefaultValueFactory = _ => "demo" };
        var socket = new Option<string?>("--socket") { Description = "The panel's control socket. Default: that of the installation, /var/lib/shophosting/NAME/control/panel.sock." };
        command.Add(installation);
        command.Add(socket);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                using var panel = new ControlClient(parsed.GetValue(socket) ?? $"/var/lib/shophosting/{parsed.GetValue(installation)}/control/panel.sock");
                return await run(parsed, panel, cancellationToken);
            }
            catch (PanelException refused)
            {
                await error.WriteLineAsync($"shopctl: {refused.Message}");
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("shopctl: Not waited for any longer. What the panel has taken goes on by itself; how it is: shopctl worker list");
                return Interrupted;
            }
        });
        return command;
    }
}
