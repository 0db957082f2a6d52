using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopHosting.Cli.Panel;

namespace ShopHosting.Cli.Try;

/// <summary><c>shopctl try</c>: a sample customer signs up on the panel's web form, and the shop is watched until it is Live.</summary>
internal static class TryCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var panel = new Option<Uri>("--panel") { Description = "The panel's address.", DefaultValueFactory = _ => new Uri("http://localhost:8080"), CustomParser = AddressOf };
        var name = new Option<string>("--name") { Description = "The shop's address, the part before the shops' domain.", DefaultValueFactory = _ => "teashop" };
        var orNext = new Option<bool>("--or-next") { Description = "When the name is taken, the first free one of name-2, name-3 and so on." };
        var title = new Option<string?>("--title") { Description = "The shop's name as visitors read it. Default: made from --name." };
        var platform = new Option<string?>("--platform") { Description = "The kind of shop, one of those on the panel's form. Default: what the form suggests." };
        var timeout = new Option<int>("--timeout") { Description = "How long to wait for the shop, in seconds.", DefaultValueFactory = _ => 180 };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object at the end and nothing else." };
        var command = new Command("try", "Signs a sample customer up through the panel's web form and waits until the shop is Live.") { panel, name, orNext, title, platform, timeout, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(panel)!, parsed.GetValue(name)!, parsed.GetValue(orNext), parsed.GetValue(title), parsed.GetValue(platform), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static Uri? AddressOf(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))
        {
            return address;
        }

        argument.AddError($"--panel is '{text}'; it is an address such as http://localhost:8080.");
        return null;
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(asked.Timeout);
        using var panel = new PanelClient(asked.Panel);
        var output = asked.Json ? TextWriter.Null : Console.Out;
        var steps = new StepPrinter(output);
        try
        {
            var report = await new TryShop(panel, asked.Panel, TimeProvider.System, output.WriteLine, store => steps.Tell(store.Steps)).RunAsync(asked.Name, asked.OrNext, asked.Title, asked.Platform, patience.Token);
            output.WriteLine();
            output.Write(TextOf(report));
            if (asked.Json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, Json));
            }

            return report.Live ? 0 : Fail($"The shop is not Live but {report.Store.Status}. {report.Problem}");
        }
        catch (PanelException refused)
        {
            return Fail(refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail($"The shop was not Live within {asked.Timeout.TotalSeconds:0} seconds; its page at {asked.Panel} shows what it waits for.");
        }
    }

    private static string TextOf(TryReport report) => $"""
        {(report.Live ? $"The shop is Live, {StepPrinter.Seconds(TimeSpan.FromMilliseconds(report.Milliseconds))} after the form was asked for." : "The shop is not Live.")}

          Shop            {report.Store.Address}
          Administration  {report.Store.AdminAddress}
          Administrator   {report.Store.AdminUser}
          Its password    {report.Store.PasswordPage}
                          (sign in as the customer below; the page asks for the customer's password once more)

          Panel           {report.Panel}
          Customer        {report.Customer.Email}
          Password        {report.Customer.Password}  (made for this sample customer and shown only here)

        """;

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine($"shopctl: {sentence}");
        return 1;
    }

    private sealed record Asked(Uri Panel, string Name, bool OrNext, string? Title, string? Platform, TimeSpan Timeout, bool Json);
}
