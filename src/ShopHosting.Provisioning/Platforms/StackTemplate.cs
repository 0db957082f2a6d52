namespace ShopHosting.Provisioning.Platforms;

/// <summary>A platform's folder as read: what kind of shop it is and which containers it is made of. Read by YAML into these types; nothing of it is ever pasted text.</summary>
public sealed class StackTemplate
{
    /// <summary>The folder's name.</summary>
    public string Name { get; set; } = "";

    public string Title { get; set; } = "";

    /// <summary>What it is, in one sentence.</summary>
    public string Sentence { get; set; } = "";

    /// <summary>Where it stands among the kinds on offer; the first that this installation has is suggested.</summary>
    public int Order { get; set; }

    /// <summary>The image whose version is the platform's.</summary>
    public string VersionOf { get; set; } = "";

    /// <summary>MiB that a plan must offer.</summary>
    public int MinimumMemoryMb { get; set; } = 256;

    /// <summary>Where the administrator signs in, after the shop's address.</summary>
    public string AdminPath { get; set; } = "/";

    /// <summary>What a new owner does first.</summary>
    public List<FirstStepTemplate> FirstSteps { get; set; } = [];

    /// <summary>Which small class knows what only code can say.</summary>
    public string Code { get; set; } = "";

    public HealthTemplate Health { get; set; } = new();

    /// <summary>Networks by name.</summary>
    public Dictionary<string, NetworkTemplate> Networks { get; set; } = [];

    /// <summary>What is the customer's, by the name of its volume.</summary>
    public Dictionary<string, DataTemplate> Data { get; set; } = [];

    /// <summary>Components by name, in the order in which they are started and shown.</summary>
    public Dictionary<string, ComponentTemplate> Components { get; set; } = [];

    /// <summary>The name of the component that visitors reach, and of the network in which the edge finds it: its first with a way out.</summary>
    public (string Component, string Network) Application
    {
        get
        {
            var (name, application) = Components.First(component => component.Value.Port is not null);
            return (name, application.Networks.Keys.OrderBy(network => Networks[network].Internal).First());
        }
    }

    /// <summary>The stage of each component: one after the last of those it waits for.</summary>
    public IReadOnlyDictionary<string, int> Stages()
    {
        var stages = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, component) in Components)
        {
            stages[name] = component.After.Select(other => stages[other] + 1).DefaultIfEmpty(0).Max();
        }

        return stages;
    }
}

public sealed class FirstStepTemplate
{
    /// <summary>As it reads in a list of things to do: "Add your first product".</summary>
    public string Text { get; set; } = "";

    /// <summary>Where it is done, after the shop's address.</summary>
    public string Path { get; set; } = "";
}

/// <summary>How the live check knows that the shop itself has answered.</summary>
public sealed class HealthTemplate
{
    public string Path { get; set; } = "/";

    public int Status { get; set; } = 200;

    /// <summary>A response header whose value is the store's id.</summary>
    public string? Header { get; set; }
}

public enum DataKind
{
    Files,
    Database,
}

/// <summary>The customer's data in one volume.</summary>
public sealed class DataTemplate
{
    public DataKind Kind { get; set; }

    /// <summary>Of a database: PostgreSQL, MariaDB …</summary>
    public string? Engine { get; set; }

    /// <summary>Of a database: what the engine calls it.</summary>
    public string? Name { get; set; }

    /// <summary>What its owner has in it: "products, orders and customers".</summary>
    public string Holds { get; set; } = "";

    /// <summary>As its owner reads it.</summary>
    public string Description => Kind switch
    {
        DataKind.Files => $"files: {Holds}",
        DataKind.Database => $"the {Engine} database {Name}: {Holds}",
    };
}

public sealed class NetworkTemplate
{
    /// <summary>No way out.</summary>
    public bool Internal { get; set; }
}

public sealed class ComponentTemplate
{
    /// <summary>As it reads after "Starting": "the database".</summary>
    public string Title { get; set; } = "";

    public string Image { get; set; } = "";

    /// <summary>Percent of the plan's memory.</summary>
    public int MemoryShare { get; set; }

    /// <summary>Percent of the plan's processor time.</summary>
    public int CpuShare { get; set; }

    /// <summary>Components that must be ready before this one starts; none: all start side by side.</summary>
    public List<string> After { get; set; } = [];

    /// <summary>The uid:gid it runs as, which also owns its files and tmpfs.</summary>
    public int Uid { get; set; }

    /// <summary>Network name to aliases.</summary>
    public Dictionary<string, List<string>> Networks { get; set; } = [];

    public List<MountTemplate> Volumes { get; set; } = [];

    /// <summary>Path to size in MiB.</summary>
    public Dictionary<string, int> Tmpfs { get; set; } = [];

    /// <summary>Where its files with secrets are; a volume of its own.</summary>
    public string SecretsPath { get; set; } = "/run/secrets";

    /// <summary>The port that its application listens on, when it is the one that visitors reach.</summary>
    public int? Port { get; set; }

    /// <summary>The command that waits until it serves: exit code 0 when it does. It is given how long it may wait, in milliseconds, as its last argument.</summary>
    public List<string> Ready { get; set; } = [];

    public List<string> Command { get; set; } = [];

    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>A minimal init as process 1. Default true.</summary>
    public bool Init { get; set; } = true;

    /// <summary>Seconds that it may take to stop.</summary>
    public int StopSeconds { get; set; } = 10;
}

public sealed class MountTemplate
{
    public string Volume { get; set; } = "";

    public string Path { get; set; } = "";

    public bool ReadOnly { get; set; }

    /// <summary>An empty volume is filled with what the image has at this path.</summary>
    public bool Copy { get; set; }
}
