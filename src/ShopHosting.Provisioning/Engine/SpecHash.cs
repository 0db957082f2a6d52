using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopHosting.Provisioning.Engine;

/// <summary>
/// One text for "the same container": of its specification without operation and attempt, and of its files. Members that have their default are left out,
/// in mounts and the like those that are false, zero or null, so that a member added later does not replace every running container.
/// </summary>
public static class SpecHash
{
    private static readonly JsonObject Defaults = Write(new()
    {
        Name = "",
        Image = new(""),
        Labels = ImmutableSortedDictionary<string, string>.Empty,
        Limits = new(0, 0, 0),
    });

    public static string Of(ContainerSpec container, ImmutableArray<UploadFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(Canonical(container)));
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            Add(hash, Encoding.UTF8.GetBytes($"{file.Path}\n{file.Mode} {file.Uid} {file.Gid}"));
            Add(hash, file.Content.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Canonical(ContainerSpec container)
    {
        var json = Write(container with
        {
            Labels = container.Labels.RemoveRange([EngineLabels.Operation, EngineLabels.Attempt, EngineLabels.Spec]).WithComparers(StringComparer.Ordinal),
            Environment = container.Environment.WithComparers(StringComparer.Ordinal),
            Hosts = container.Hosts.WithComparers(StringComparer.Ordinal),
        });

        foreach (var (name, value) in Defaults)
        {
            if (JsonNode.DeepEquals(json[name], value))
            {
                json.Remove(name);
            }
            else
            {
                Prune(json[name]);
            }
        }

        return json.ToJsonString();
    }

    private static void Prune(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Prune(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is null || value.ToJsonString() is "false" or "0")
                {
                    members.Remove(name);
                }
                else
                {
                    Prune(value);
                }
            }
        }
    }

    private static JsonObject Write(ContainerSpec container) => JsonSerializer.SerializeToNode(container)!.AsObject();

    private static void Add(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
