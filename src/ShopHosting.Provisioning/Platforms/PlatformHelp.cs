using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Mail;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>What the classes of the platforms have in common: files for one component alone, and the exchange by which a shop becomes its owner's.</summary>
internal static partial class PlatformHelp
{
    /// <summary>Text is for programs, not for pages: only what JSON needs is escaped.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A file in the component's secrets folder that only it can read.</summary>
    public static UploadFile File(ComponentTemplate template, string name, string text)
        => new($"{template.SecretsPath}/{name}", UploadFile.GroupReads, 0, template.Uid, new Content(Encoding.UTF8.GetBytes(text)));

    /// <summary>The settings of a shop, with how it sends mail where there is a relay.</summary>
    public static Dictionary<string, object> WithMail(MailRelay relay, StoreState store, Dictionary<string, object> settings)
    {
        if (relay.SettingsOf(store) is { } mail)
        {
            settings["mail"] = mail;
        }

        return settings;
    }

    /// <summary>Our generator makes letters and digits only; anything else must not reach a line of SQL or of a configuration.</summary>
    public static string Plain(string secret)
        => secret.Length > 0 && secret.All(char.IsAsciiLetterOrDigit) ? secret : throw new InvalidOperationException("A generated secret holds more than letters and digits.");

    /// <summary>Gives the shop's own command what the customer ordered, on standard input. The command may run again.</summary>
    public static async Task<Result<string>> PersonaliseAsync(IPlatform platform, StoreContext store, string component, ImmutableArray<string> command, CancellationToken cancellationToken)
    {
        var order = store.Store.Order;
        var input = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["title"] = order.Title,
                ["adminUser"] = platform.AdminUser(store.Store),
                ["adminEmail"] = order.AdminEmail.Value,
                ["adminPassword"] = store.Secret(platform.AdminPasswordSecret),
                ["currency"] = order.Currency,
                ["country"] = order.Country,
                ["sampleProducts"] = order.HasSampleProducts,
            },
            Json);
        var answer = await AskAsync(store, component, command, input, TimeSpan.FromSeconds(60), cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } => "title, administrator, currency and country are set",
            _ => new Error(ErrorKind.Unavailable, "platform.personalise", $"The shop could not be made yours: {Last(answer.Value.Output)}"),
        };
    }

    /// <summary>The shop's own command makes a key that it alone knows, and tells the path with it.</summary>
    public static async Task<Result<string>> SignInPathAsync(StoreContext store, string component, ImmutableArray<string> command, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(store, component, command, null, TimeSpan.FromSeconds(10), cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } when PathIn(answer.Value.Output) is { } path => path,
            _ => new Error(ErrorKind.Unavailable, "platform.sign-in", "The shop could not make a link for signing in; try again in a moment."),
        };
    }

    public static async Task<Result<string>> ChangePasswordAsync(StoreContext store, string component, ImmutableArray<string> command, string password, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["passwordOnly"] = true, ["adminPassword"] = password }, Json);
        var answer = await AskAsync(store, component, command, input, TimeSpan.FromSeconds(60), cancellationToken);
        return answer switch
        {
            { Ok: false } => answer.Error,
            { Value.ExitCode: 0 } => "the administrator signed in with it",
            _ => new Error(ErrorKind.Unavailable, "platform.password", $"The shop did not take the new password: {Last(answer.Value.Output)}"),
        };
    }

    private static Task<Result<ExecAnswer>> AskAsync(StoreContext store, string component, ImmutableArray<string> command, byte[]? input, TimeSpan limit, CancellationToken cancellationToken)
        => store.Engine.ExecAsync(new ExecRequest(store.Stack[component].Container.Name, command, input is null ? null : new Content(input), Timeout: limit), cancellationToken);

    /// <summary>What a shop says is not trusted further than this: a path of its own, with letters and digits as the key.</summary>
    private static string? PathIn(string output)
    {
        try
        {
            var path = JsonSerializer.Deserialize<SignInAnswer>(output, JsonSerializerOptions.Web)?.Path;
            return path is not null && SignInPath().IsMatch(path) ? path : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record SignInAnswer(string? Path);

    [GeneratedRegex(@"^/shophosting-sign-in\?key=[A-Za-z0-9]{43,128}\z")]
    private static partial Regex SignInPath();

    private static string Last(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing.";
}
