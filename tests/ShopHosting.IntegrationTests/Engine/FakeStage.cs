using System.Globalization;
using System.Text;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing.Engine;

namespace ShopHosting.IntegrationTests.Engine;

/// <summary>The fake engine, with the few busybox commands of the contract scripted.</summary>
public class FakeStage : EngineStage
{
    private readonly FakeWorkerEngine fake;
    private int lastPort = 20000;

    public FakeStage()
    {
        fake = new(Installation, TimeProvider.System);
        fake.AddImage(Image.Reference, Image.Content);
        fake.OnExec("*", Busybox);
    }

    public override IWorkerEngine Engine => fake;

    public override ImageSpec Image { get; } = new("shophosting/busybox:1", "c0ffee");

    public override Task AddForeignContainerAsync(string name)
    {
        fake.AddForeignContainer(name);
        return Task.CompletedTask;
    }

    public override Task AddForeignNetworkAsync(string name, string subnet)
    {
        fake.AddForeignNetwork(name, subnet);
        return Task.CompletedTask;
    }

    public override Task AddForeignVolumeAsync(string name)
    {
        fake.AddForeignVolume(name);
        return Task.CompletedTask;
    }

    public override IDisposable TakePort(int port)
    {
        fake.TakePort(port);
        return new Taken(() => fake.FreePort(port));
    }

    public override Task WriteLineAsync(string container, string text, bool isError)
    {
        fake.Say(container, text, isError);
        return Task.CompletedTask;
    }

    public override Task WorkAsync(string container)
    {
        fake.Use(container, TimeSpan.FromMilliseconds(5), 1 << 20);
        return Task.CompletedTask;
    }

    public override Task StarveAsync(string container)
    {
        fake.RunOutOfMemory(container, ends: false);
        return Task.CompletedTask;
    }

    public override Task FillAsync(string container)
    {
        fake.Fill(container, fake.Container(container)!.Limits.Pids);
        return Task.CompletedTask;
    }

    public override Task<string?> ContainerIdAsync(string name) => Task.FromResult(fake.Census().Containers.FirstOrDefault(container => container.Name == name)?.Id);

    public override Task CleanAsync() => Task.CompletedTask;

    public override int FreePort() => Interlocked.Increment(ref lastPort);

    private static ExecAnswer Busybox(FakeExec exec) => exec.Request.Command.AsSpan()[1..] switch
    {
        ["cat"] => new(0, exec.InputText),
        ["cat", var path] => FileIn(exec, path) is { } text ? new(0, text) : new(1, $"cat: can't open '{path}': No such file or directory\n"),
        ["stat", "-c", _, var path] => Stat(exec, path),
        ["false"] => new(1, ""),
        ["sh", "-c", "wget -q -O /dev/null http://127.0.0.1:8080/hello.txt", ..] => FileIn(exec, "/seed/hello.txt") is null ? new(1, "") : new(0, ""),
        ["sh", "-c", "echo out; echo err >&2; exit 3"] => new(3, "out\nerr\n"),
        _ => new(127, "not scripted"),
    };

    private static string? FileIn(FakeExec exec, string path)
        => exec.Engine.FileIn(exec.Container.Name, path) is { } file ? Encoding.UTF8.GetString(file.Content.Bytes)
            : path == "/seed/hello.txt" && exec.Container.Volumes.FirstOrDefault(volume => volume.Path == "/seed") is { } mount
                ? exec.Engine.Volume(mount.Volume)?.CopiedFrom is null ? null : Seed
            : null;

    private static ExecAnswer Stat(FakeExec exec, string path)
        => exec.Engine.FileIn(exec.Container.Name, path) is { } file
            ? new(0, string.Create(CultureInfo.InvariantCulture, $"{Convert.ToString(file.Mode, 8)} {file.Uid} {file.Gid}\n"))
            : new(1, "");

    private sealed class Taken(Action free) : IDisposable
    {
        public void Dispose() => free();
    }
}
