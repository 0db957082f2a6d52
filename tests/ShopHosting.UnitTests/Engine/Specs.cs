using System.Collections.Immutable;
using System.Text;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Engine;

/// <summary>Specifications that are allowed as they are.</summary>
internal static class Specs
{
    public static ContainerSpec Web() => new()
    {
        Name = "t1-s1-web",
        Image = new("shophosting/web:1", "c0ffee"),
        Labels = Labels("web").Add(EngineLabels.Store, "s1"),
        Command = ["serve"],
        Environment = ImmutableSortedDictionary<string, string>.Empty.Add("MODE", "production"),
        Limits = new(128 << 20, 500, 64),
    };

    public static ContainerSpec Edge() => Web() with { Name = "t1-edge", Labels = Labels("edge"), HasHostNetwork = true, Capabilities = ["NET_BIND_SERVICE", "SETUID", "SETGID"] };

    public static ContainerSpec Relay() => Web() with { Name = "t1-relay", Labels = Labels("relay"), HasHostNetwork = true };

    public static ContainerSpec Guard() => Web() with { Name = "t1-guard", Labels = Labels("guard"), HasHostNetwork = true, Capabilities = ["NET_ADMIN"] };

    public static UploadFile File(string path, string text = "text", int mode = 256) => new(path, mode, 33, 33, new(Encoding.UTF8.GetBytes(text)));

    public static ImmutableSortedDictionary<string, string> Labels(string role)
        => ImmutableSortedDictionary<string, string>.Empty.Add(EngineLabels.Installation, "t1").Add(EngineLabels.Role, role);
}
