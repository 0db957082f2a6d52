using System.Text;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Infrastructure;
using ShopHosting.Provisioning;

namespace ShopHosting.Silo;

/// <summary>
/// Writes set-up links for somebody who is on the machine and may read the data folder: one as long as there is no administrator (unless configured otherwise), and one each time a file <c>ask</c>
/// is put beside it (ops/administrator does). The link stands in that file alone, never in the log.
/// </summary>
internal sealed partial class FirstAdministrator(IGrainFactory grains, IConfiguration configuration, IOptions<InstallationOptions> installation, IEntropy entropy, TimeProvider clock, ILogger<FirstAdministrator> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);
    private readonly bool onlyWhenAsked = configuration.GetValue<bool>(DataRoot.LinksOnlyWhenAsked);
    private bool hasAdministrator;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration[DataRoot.SetUpDirectory] is not { Length: > 0 } directory)
        {
            return;
        }

        PrivateFiles.EnsureDirectory(directory);
        using var period = new PeriodicTimer(LookPeriod, clock);
        do
        {
            try
            {
                await LookAsync(Path.Combine(directory, "link"), Path.Combine(directory, "ask"), stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotLooked(exception, directory);
            }
        }
        while (await period.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(string link, string ask, CancellationToken cancellationToken)
    {
        var isGood = await IsGoodAsync(link, cancellationToken);
        hasAdministrator = hasAdministrator || await Administration.HasAdministratorAsync(cancellationToken);
        if (File.Exists(ask) || !hasAdministrator && !isGood && !onlyWhenAsked)
        {
            await WriteAsync(link, cancellationToken);
            File.Delete(ask);
        }
        else if (!isGood)
        {
            File.Delete(link);
        }
    }

    private IAdministrationGrain Administration => grains.GetGrain<IAdministrationGrain>(AdministrationState.OnlyKey);

    /// <summary>Whether the link that was written still leads to the set-up: it has neither been used nor become too old.</summary>
    private async Task<bool> IsGoodAsync(string link, CancellationToken cancellationToken)
        => File.Exists(link) && SecretToken.TryParse((await File.ReadAllTextAsync(link, cancellationToken)).Trim().Split('=')[^1], out var token)
            && await Administration.IsOpenAsync(token.Hash, cancellationToken);

    private async Task WriteAsync(string link, CancellationToken cancellationToken)
    {
        var token = SecretToken.New(entropy);
        var opened = await Administration.OpenSetUpAsync(token.Hash, cancellationToken);
        if (!opened.Ok)
        {
            throw new InvalidOperationException(opened.Error.Message);
        }

        File.Delete(link);
        PrivateFiles.CreateReadOnly(link, Encoding.ASCII.GetBytes($"{new Uri(installation.Value.PanelAddress, $"admin/set-up?token={token.Text}")}\n"));
        LogWritten(link);
    }

    [LoggerMessage(LogLevel.Information, "A set-up link for an administrator was written to {File}")]
    private partial void LogWritten(string file);

    [LoggerMessage(LogLevel.Error, "Set-up links could not be looked after in {Directory}; it is tried again")]
    private partial void LogNotLooked(Exception exception, string directory);
}

internal static class FirstAdministratorServices
{
    public static void AddFirstAdministrator(this IServiceCollection services) => services.AddHostedService<FirstAdministrator>();
}
