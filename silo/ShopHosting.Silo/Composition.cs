using System.Net.Mime;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Console;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Persons;
using ShopHosting.Provisioning.Persons;

namespace ShopHosting.Silo;

/// <summary>The parts of the program that belong to no layer.</summary>
internal static class Composition
{
    /// <summary>The tag of what has to be well before the process is given work.</summary>
    public const string Ready = "ready";

    /// <summary>One line a message with time and level, as journald and people read it.</summary>
    public static void AddJournalLogging(this WebApplicationBuilder builder)
        => builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });

    /// <summary>Nobody needs to know which server it is.</summary>
    public static void AddQuietServer(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);

    public static void AddSystemPorts(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IEntropy, SystemEntropy>();
        services.AddSingleton<IPasswords, Passwords>();
    }

    /// <summary>The key ring of cookies and forms; the one of secrets is another.</summary>
    public static void AddPageKeys(this IServiceCollection services, IConfiguration configuration)
    {
        var keys = services.AddDataProtection().SetApplicationName("shophosting-pages");
        if (configuration[DataRoot.PageKeys] is { Length: > 0 } directory)
        {
            PrivateFiles.EnsureDirectory(directory);
            keys.PersistKeysToFileSystem(new DirectoryInfo(directory));
        }
    }

    public static void AddReadiness(this IServiceCollection services)
        => services.AddHealthChecks().AddCheck<DatabaseAndGrains>("database-and-grains", HealthStatus.Unhealthy, [Ready]);

    /// <summary>Live: the process answers. Ready: it does its work, and so does all it needs for that.</summary>
    public static void MapReadiness(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).DisableRateLimiting();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = TellAsync }).DisableRateLimiting();
    }

    /// <summary>How it is, and a line for each thing that is amiss.</summary>
    private static Task TellAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        var amiss = report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy).Select(entry => entry.Description).OfType<string>();
        return context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. amiss]), context.RequestAborted);
    }
}
