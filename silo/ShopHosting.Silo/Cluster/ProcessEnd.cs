namespace ShopHosting.Silo.Cluster;

/// <summary>Ends this process within seconds, whatever its stop still waits for. Work that is cut short is owed by its row and done elsewhere.</summary>
internal sealed partial class ProcessEnd(IHostApplicationLifetime host, TimeProvider clock, ILogger<ProcessEnd> logger, Action<int>? exit = null) : IFatalErrorHandler
{
    /// <summary>EX_TEMPFAIL of sysexits.h: systemd starts it again.</summary>
    public const int StartAgain = 75;

    /// <summary>For the answers that are on their way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private int isNear;

    public bool IsNear => Volatile.Read(ref isNear) != 0;

    public void Soon(int exitCode)
    {
        if (Interlocked.Exchange(ref isNear, 1) == 0)
        {
            Environment.ExitCode = exitCode;
            _ = Task.Delay(Grace, clock).ContinueWith(_ => (exit ?? Environment.Exit)(exitCode), TaskScheduler.Default);
            host.StopApplication();
        }
    }

    public bool IsUnexpected(Exception exception) => true;

    /// <summary>What Orleans can't go on after; most of all when the others have declared this silo dead.</summary>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogFatal(exception, context);
        Soon(StartAgain);
    }

    [LoggerMessage(LogLevel.Critical, "This silo can't go on: {Context}. This process ends and joins anew when it is started again")]
    private partial void LogFatal(Exception? exception, string? context);
}
