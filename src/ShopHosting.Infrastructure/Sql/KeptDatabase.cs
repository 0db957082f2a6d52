using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Keeps the database for this host, and ends the host when another process has it.</summary>
internal sealed partial class KeptDatabase(SqlDatabase database, IHostApplicationLifetime host, ILogger<KeptDatabase> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.KeepAsync(stoppingToken);
        }
        catch (InvalidOperationException taken)
        {
            LogTaken(taken.Message);
            host.StopApplication();
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Sentence} This process ends.")]
    private partial void LogTaken(string sentence);
}
