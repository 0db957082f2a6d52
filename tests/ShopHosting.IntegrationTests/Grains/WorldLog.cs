using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>The newest lines of the log, for the message of a test that failed.</summary>
internal sealed class WorldLog(Action changed) : ILoggerProvider
{
    private const int Most = 60;
    private readonly ConcurrentQueue<string> lines = new();

    public override string ToString() => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    /// <summary>How many of the newest lines hold this.</summary>
    public int Count(string text) => lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    private void Add(string line)
    {
        lines.Enqueue(line);
        changed();
        while (lines.Count > Most)
        {
            lines.TryDequeue(out _);
        }
    }

    private sealed class Writer(WorldLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add($"{logLevel} {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
