using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using ShopHosting.Contracts;
using ShopHosting.Silo.Cluster;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>Real sockets of a real silo: who has no certificate of the cluster's authority for that part is not let in, neither as a silo nor as a client.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime, IDisposable
{
    private readonly CertificateFolder certificates = new();
    private readonly (int Silo, int Gateway) ports = (FreePort(), FreePort());
    private IHost? silo;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(ports.Silo, ports.Gateway).Configure<GrainTypeOptions>(grains => grains.Classes.RemoveWhere(ContractJson.Carries));
            new ClusterTls(certificates.Options()).Apply(orleans);
        });
        silo = builder.Build();
        await silo.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await silo!.StopAsync();
        silo.Dispose();
    }

    public void Dispose() => certificates.Dispose();

    [Fact]
    public async Task A_web_process_with_a_certificate_of_the_authority_is_let_in()
    {
        using var client = await ConnectAsync();

        (await client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).ShouldHaveSingleItem();
        await client.StopAsync();
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "stranger")]
    [InlineData(true, "nobody")]
    [InlineData(true, ClusterTls.Web)]
    [InlineData(true, ClusterTls.Redis)]
    [InlineData(false, null)]
    [InlineData(false, "stranger")]
    [InlineData(false, "nobody")]
    [InlineData(false, ClusterTls.Worker)]
    [InlineData(false, ClusterTls.Redis)]
    public async Task Whoever_shows_no_certificate_of_the_authority_for_that_part_is_not(bool asSilo, string? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, asSilo ? ports.Silo : ports.Gateway);
        await using var tls = new SslStream(socket.GetStream(), false, (_, theirs, _, _) => new ClusterTls(certificates.Options()).IsOfTheCluster(theirs, ClusterTls.Control),
            (_, _, _, _, _) => certificate is null ? null! : new ClusterTls(certificates.Options(certificate)).Own);
        await tls.AuthenticateAsClientAsync("shophosting");

        (await ReadAsync(tls).SoonAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(ClusterTls.Control, true)]
    [InlineData(ClusterTls.Worker, true)]
    [InlineData(ClusterTls.Web, false)]
    [InlineData("nobody", false)]
    [InlineData("stranger", false)]
    public void A_certificate_is_of_a_part_when_the_authority_signed_it_for_that(string name, bool isOfIt)
        => new ClusterTls(certificates.Options()).IsOfTheCluster(new ClusterTls(certificates.Options(name)).Own, ClusterTls.Control, ClusterTls.Worker).ShouldBe(isOfIt);

    private async Task<IHost> ConnectAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(ports.Gateway);
            new ClusterTls(certificates.Options(ClusterTls.Web)).Apply(client);
        });
        var host = builder.Build();
        await host.StartAsync().SoonAsync();
        return host;
    }

    /// <summary>With TLS 1.3 the refusal comes after the handshake, as an alert or as the end.</summary>
    private static async Task<int> ReadAsync(SslStream tls)
    {
        try
        {
            return await tls.ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
