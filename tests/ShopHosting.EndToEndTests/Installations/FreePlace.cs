using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ShopHosting.EndToEndTests.Docker;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>
/// Names, ports and addresses that nobody else on this machine uses. They differ from run to run whatever the seed is: two runs may be under way at the same time.
/// </summary>
internal sealed record FreePlace(string Installation, int PortBase, string TenantPool)
{
    /// <summary>A /20 has room for 128 pairs of /28.</summary>
    public const int Slots = 128;

    /// <summary>Below the ports that the kernel gives to outgoing connections, above those of a demo.</summary>
    private const int FirstPort = 25_100, LastPort = 32_700;

    public int PanelPort => PortBase + Slots;

    public int EdgePort => PortBase + Slots + 1;

    public int ForwardPort => PortBase + Slots + 2;

    public int RelayPort => PortBase + Slots + 3;

    public static async Task<FreePlace> FindAsync(DockerApi docker)
    {
        var taken = await docker.SubnetsAsync();
        return new FreePlace("t" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 7), FreePorts(Slots + 4), FreePool(taken));
    }

    private static int FreePorts(int count)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(FirstPort, LastPort - count);
            if (Enumerable.Range(port, count).All(IsFree))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"There are no {count} free ports in a row between {FirstPort} and {LastPort}.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string FreePool(IReadOnlyList<IPNetwork> taken)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var pool = new IPNetwork(new IPAddress([10, (byte)RandomNumberGenerator.GetInt32(184, 188), (byte)(RandomNumberGenerator.GetInt32(16) * 16), 0]), 20);
            if (!taken.Any(network => network.Contains(pool.BaseAddress) || pool.Contains(network.BaseAddress)))
            {
                return pool.ToString();
            }
        }

        throw new InvalidOperationException("There is no free /20 in 10.184.0.0/14.");
    }
}
