using System.Security.Cryptography.X509Certificates;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>A server on another machine is spoken to by TLS, and only when it proves who it is; here it is on loopback with a certificate for that address.</summary>
[Trait("needs", "postgres")]
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("shophosting-tls-").FullName;
    private readonly X509Certificate2 authority = TestAuthority.New("CN=databases");
    private readonly X509Certificate2 elsewhere = TestAuthority.New("CN=elsewhere");
    private PostgresOfTests server = null!;
    private string database = "";

    public async Task InitializeAsync()
    {
        using var certificate = TestAuthority.Issue(authority, "CN=database", TestAuthority.ServerPurpose);
        await File.WriteAllTextAsync(Authority("ours"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Authority("theirs"), elsewhere.ExportCertificatePem());
        server = await PostgresOfTests.StartAsync(certificate: certificate);
        database = await server.NewDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        authority.Dispose();
        elsewhere.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task All_is_stored_through_TLS_with_a_server_that_proves_who_it_is()
    {
        await using var place = new PostgresPlace($"{database};SSL Mode=VerifyFull;Root Certificate={Authority("ours")}");
        await using var storage = await place.OpenAsync();

        (await storage.Store<Shop>().SaveAsync("a/s", 0, new Shop(), Journal.Empty, default)).ShouldBe(new SaveOutcome.Saved(1));

        (await place.QueryAsync("SELECT count(*) > 1, bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = current_database()")).ShouldBe(["True|True"]);
    }

    [Theory]
    [InlineData("SSL Mode=VerifyFull;Root Certificate={theirs}")]
    [InlineData("SSL Mode=VerifyFull;Root Certificate={ours};Host=localhost")]
    [InlineData("SSL Mode=VerifyFull")]
    [InlineData("SSL Mode=Disable")]
    public async Task Who_does_not_prove_it_or_takes_no_TLS_gets_no_password_and_stores_nothing(string settings)
    {
        var written = settings.Replace("{ours}", Authority("ours"), StringComparison.Ordinal).Replace("{theirs}", Authority("theirs"), StringComparison.Ordinal);
        await using var place = new PostgresPlace($"{database};{written}");

        (await Should.ThrowAsync<InvalidOperationException>(place.OpenAsync)).Message.ShouldStartWith("The PostgreSQL server of Database:ConnectionString can't be used");
    }

    private string Authority(string name) => Path.Combine(folder, $"{name}.pem");
}
