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

/// <summary>Real sockets of a real silo: who has no certificate of the cluster's authority is not let in, neither as a silo nor as a client.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime, IDisposable
{
    private readonly CertificateFolder certificates = new();
    private readonly (int Silo, int Gateway) ports = (FreePort(), FreePort());
    private IHost? silo;

    public async Task InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(orleans => orleans.UseLocalhostClustering(ports.Silo, ports.Gateway).UseTls(new ClusterTls(certificates.Options()).Apply)
            .Configure<GrainTypeOptions>(grains => grains.Classes.RemoveWhere(ContractJson.Carries)));
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
    public async Task A_client_with_a_certificate_of_the_authority_is_let_in()
    {
        using var client = await ConnectAsync();

        (await client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).ShouldHaveSingleItem();
        await client.StopAsync();
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "stranger")]
    [InlineData(false, null)]
    [InlineData(false, "stranger")]
    public async Task Whoever_shows_no_certificate_of_the_authority_is_not(bool asSilo, string? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, asSilo ? ports.Silo : ports.Gateway);
        await using var tls = new SslStream(socket.GetStream(), false, (_, theirs, _, _) => new ClusterTls(certificates.Options()).IsOfTheCluster(theirs),
            (_, _, _, _, _) => certificate is null ? null! : new ClusterTls(certificates.Options(certificate)).Own);
        await tls.AuthenticateAsClientAsync("shophosting");

        (await ReadAsync(tls).SoonAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("member", true)]
    [InlineData("stranger", false)]
    public void A_certificate_is_of_the_cluster_when_its_authority_signed_it(string name, bool isOfIt)
        => new ClusterTls(certificates.Options()).IsOfTheCluster(new ClusterTls(certificates.Options(name)).Own).ShouldBe(isOfIt);

    private async Task<IHost> ConnectAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(ports.Gateway)
            .UseTls(new ClusterTls(certificates.Options()).Apply));
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
