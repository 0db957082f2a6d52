namespace ShopHosting.Testing.Engine;

/// <summary>The verbs of the engine, to say which of them shall fail or wait.</summary>
public enum EngineVerb
{
    Describe,
    Ping,
    EnsureImage,
    EnsureNetwork,
    EnsureVolume,
    EnsureContainer,
    RestartContainer,
    StopContainer,
    Exec,
    Upload,
    Probe,
    RemoveContainer,
    RemoveNetwork,
    RemoveVolume,
    List,
    Counters,
    Inspect,
}

/// <param name="Outcome"><c>ok</c>, the code of the error, or <c>gone</c> when the caller went away.</param>
public sealed record EngineCall(EngineVerb Verb, string Name, DateTimeOffset At, string Outcome);

/// <summary>When in a call something goes wrong.</summary>
public enum FaultPoint
{
    /// <summary>Nothing has happened yet.</summary>
    Before,

    /// <summary>All has happened, only the answer is lost.</summary>
    After,
}
