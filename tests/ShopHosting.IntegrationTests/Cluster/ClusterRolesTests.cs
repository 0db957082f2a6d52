using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Secrets;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Silo;
using ShopHosting.Silo.Cluster;
using ClusterOptions = ShopHosting.Silo.Cluster.ClusterOptions;
using ClusterOptionsValidator = ShopHosting.Silo.Cluster.ClusterOptionsValidator;

namespace ShopHosting.IntegrationTests.Cluster;

/// <summary>What a process of which role is made of, and what it says when it is told the wrong things.</summary>
public sealed class ClusterRolesTests : IDisposable
{
    private readonly CertificateFolder certificates = new();

    public void Dispose() => certificates.Dispose();

    [Theory]
    [InlineData("worker")]
    [InlineData("web")]
    public void Only_the_control_role_has_the_database_and_the_secrets(string role)
    {
        var builder = Composed(role);

        Type[] forbidden = [typeof(IEntityStore<>), typeof(IEntityIndex), typeof(ICapacityLedger), typeof(ISecretBox)];
        builder.Services.Select(service => service.ServiceType).ShouldAllBe(type => !forbidden.Contains(type));
        builder.Services.Any(service => service.ServiceType == typeof(IWorkerEngines)).ShouldBe(role == "worker");
    }

    [Fact]
    public async Task A_workers_silo_is_no_gateway_and_has_one_kind_of_grain()
    {
        await using var app = Composed("worker").Build();

        app.Services.GetRequiredService<IOptions<EndpointOptions>>().Value.GatewayPort.ShouldBe(0);
        app.Services.GetRequiredService<IOptions<GrainTypeOptions>>().Value.Classes.ShouldHaveSingleItem().ShouldBe(typeof(WorkerEngineGrain));
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_in_sentences()
    {
        var told = Failures(new() { Role = "worker", Worker = "Upper Case", Address = "0.0.0.0", SiloPort = 0, Redis = "here", RedisPasswordFile = "/none", KeyFile = "/none" });

        told.Count.ShouldBe(8, string.Join("\n", told));
        told.ShouldAllBe(sentence => sentence.StartsWith("Cluster:", StringComparison.Ordinal) && sentence.EndsWith('.'));
    }

    [Fact]
    public void A_good_place_in_the_cluster_is_not_complained_about() => Failures(certificates.Options()).ShouldBeEmpty();

    [Fact]
    public void A_certificate_of_another_authority_is_told_before_anybody_refuses_it()
        => Failures(certificates.Options("stranger")).ShouldHaveSingleItem().ShouldContain("a certificate of the authority");

    [Fact]
    public void A_certificate_for_another_role_is_told_before_anybody_refuses_it()
        => Failures(certificates.Options(ClusterTls.Worker)).ShouldHaveSingleItem().ShouldContain("with OU=control in its subject");

    [Fact]
    public void Redis_on_another_machine_is_spoken_to_by_TLS()
    {
        var options = certificates.Options();
        options.Redis = "10.0.0.9:6379";

        Failures(options).ShouldHaveSingleItem().ShouldContain("10.0.0.9 is another machine");
        options.RedisTls = true;
        Failures(options).ShouldBeEmpty();
        options.RedisConnection(new ClusterTls(options)).Ssl.ShouldBeTrue();
    }

    private static IReadOnlyList<string> Failures(ClusterOptions options) => [.. new ClusterOptionsValidator().Validate(null, options).Failures ?? []];

    /// <summary>What the edition adds for this role; Program.cs adds the database and the secrets for the control role alone.</summary>
    private WebApplicationBuilder Composed(string role)
    {
        var builder = WebApplication.CreateBuilder();
        var files = certificates.Options(role);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cluster:Role"] = role,
            ["Cluster:Worker"] = "w1",
            ["Cluster:Address"] = files.Address,
            ["Cluster:Redis"] = files.Redis,
            ["Cluster:RedisTls"] = "false",
            ["Cluster:AuthorityFile"] = files.AuthorityFile,
            ["Cluster:CertificateFile"] = files.CertificateFile,
            ["Cluster:KeyFile"] = files.KeyFile,
        });
        builder.Services.AddSystemPorts();
        builder.AddGrains(builder.Configuration.Role());
        return builder;
    }
}
