using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ShopHosting.Testing;

/// <summary>Where a test and what it tests meet: one notes what happened, the other waits for it; one waits at a gate, the other opens it.</summary>
public sealed class Stage
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, Channel<string>> _notes = new();
    private readonly ConcurrentQueue<string> _all = new();

    /// <summary>Everything noted so far, in order.</summary>
    public IReadOnlyList<string> Notes => [.. _all];

    public void Note(string what)
    {
        _all.Enqueue(what);
        NotesOf(what).Writer.TryWrite(what);
    }

    /// <summary>How often it was noted so far.</summary>
    public int Count(string what) => _all.Count(note => note == what);

    /// <summary>Waits until it is noted once more; each waiting takes one note.</summary>
    public Task NextAsync(string what) => NotesOf(what).Reader.ReadAsync().AsTask().SoonAsync(what);

    /// <summary>Waits until the gate is open. It stays open.</summary>
    public Task GateAsync(string name) => GateOf(name).Task;

    public void Open(string name) => GateOf(name).TrySetResult();

    private TaskCompletionSource GateOf(string name)
        => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private Channel<string> NotesOf(string what) => _notes.GetOrAdd(what, _ => Channel.CreateUnbounded<string>());
}
