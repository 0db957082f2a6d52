namespace ShopHosting.Infrastructure.Docker;

/// <summary>One at a time for each name: two calls for one container meet here and not half-way through making it.</summary>
internal sealed class NameLocks
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public async Task<IDisposable> EnterAsync(string name, CancellationToken cancellationToken)
    {
        var entry = Take(name);
        try
        {
            await entry.Gate.WaitAsync(cancellationToken);
        }
        catch
        {
            Give(name, entry);
            throw;
        }

        return new Held(() =>
        {
            entry.Gate.Release();
            Give(name, entry);
        });
    }

    private Entry Take(string name)
    {
        lock (entries)
        {
            if (!entries.TryGetValue(name, out var entry))
            {
                entries[name] = entry = new();
            }

            entry.Users++;
            return entry;
        }
    }

    private void Give(string name, Entry entry)
    {
        lock (entries)
        {
            if (--entry.Users == 0)
            {
                entries.Remove(name);
                entry.Gate.Dispose();
            }
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
