using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Provisioning.Edge;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning.Edge;

public sealed class ForwardingTests
{
    private static readonly InstallationId s_installation = InstallationId.Parse("test");
    private static readonly WorkerId s_w2 = WorkerId.Parse("w2");
    private readonly ForwardIssuer issuer = new(new PlainSecretBox());

    [Fact]
    public void A_certificate_is_of_its_worker_and_only_an_ingress_may_show_it_as_a_client()
    {
        var authority = issuer.NewAuthority(s_installation, Some.Noon);
        Purposes(issuer.Certify(authority, s_w2, isIngress: false, Some.Noon)).ShouldBe(["1.3.6.1.5.5.7.3.1"]);
        var ingress = issuer.Certify(authority, s_w2, isIngress: true, Some.Noon);
        Purposes(ingress).ShouldBe(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
        using var certificate = X509Certificate2.CreateFromPem(ingress.Pem, new PlainSecretBox().Open(ingress.Key));
        certificate.MatchesHostname("w2", allowWildcards: false, allowCommonName: false).ShouldBeTrue();
        IsKnown(ingress, [authority], Some.Noon).ShouldBeTrue();
        IsKnown(ingress, [issuer.NewAuthority(s_installation, Some.Noon)], Some.Noon).ShouldBeFalse();
    }

    [Fact]
    public void At_no_time_of_three_years_does_an_edge_meet_a_certificate_that_it_does_not_know()
    {
        var authority = new ForwardAuthority();
        ImmutableArray<SigningCertificate> known = [];
        EdgeCertificate? theirs = null;
        var signers = new HashSet<string>();
        for (var now = Some.Noon; now < Some.Noon + ForwardAuthority.Life * 3; now += TimeSpan.FromDays(3))
        {
            authority = authority.NeedsNext(now) ? authority.With(issuer.NewAuthority(s_installation, now), now) : authority;
            var trusted = authority.Trusted(now);
            theirs = theirs is not null && ForwardIssuer.IsGood(theirs, true, trusted.Select(certificate => certificate.Pem), now) ? theirs : issuer.Certify(authority.Signing(now), s_w2, true, now);
            signers.Add(theirs.Issuer);
            // This edge was last looked at three days before the other one.
            (known.IsEmpty || IsKnown(theirs, known, now)).ShouldBeTrue($"{now}");
            (theirs.Until - now).ShouldBeGreaterThan(TimeSpan.FromDays(7));
            trusted.Length.ShouldBeLessThanOrEqualTo(2);
            known = trusted;
        }

        signers.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void An_ingress_leads_hosts_to_the_edges_of_their_workers_and_keys_are_for_root_alone()
    {
        var authority = issuer.NewAuthority(s_installation, Some.Noon);
        var (hash, map) = EdgeConfiguration.RenderMap(Map(("teashop.shops.localhost", "w2"), ("blog.shops.localhost", "w3")));
        var forwarding = new EdgeForwarding
        {
            Address = "10.0.0.1",
            Certificate = issuer.Certify(authority, Some.Worker, true, Some.Noon),
            Authorities = [authority.Pem],
            Peers = ImmutableSortedDictionary<string, string>.Empty.Add("w2", "10.0.0.2").Add("w3", "fd00::3").Add("w4", "w4.internal"),
            Map = ImmutableSortedDictionary<string, ForwardPart>.Empty.Add("00", new(1, hash, 2)).Add("01", new(3, "empty", 0)),
        };

        var files = Shop.Edges.Render(ImmutableSortedDictionary<string, EdgeRoute>.Empty, 7, forwarding);

        Encoding.UTF8.GetString(map.Content.Bytes).ShouldBe("blog.shops.localhost w3;\nteashop.shops.localhost w2;\n");
        map.Path.ShouldBe($"/etc/edge/maps/{hash}.map");
        var text = Encoding.UTF8.GetString(files.Single(file => file.Path == "/etc/edge/gen/7/forwards.conf").Content.Bytes);
        text.ShouldContain($"include /etc/edge/maps/{hash}.map;");
        text.ShouldNotContain("empty.map");
        string[] servers = ["server 10.0.0.2:8443;", "server [fd00::3]:8443;", "server w4.internal:8443;", "listen 10.0.0.1:8443 ssl;"];
        servers.ShouldAllBe(server => text.Contains(server));
        files.Where(file => Encoding.UTF8.GetString(file.Content.Bytes).Contains("PRIVATE KEY")).ShouldHaveSingleItem().Mode.ShouldBe(0b100_000_000);
    }

    [Theory]
    [InlineData("10.0.0.2; }")]
    [InlineData("")]
    [InlineData("a b")]
    public void A_hostile_address_is_never_written(string address)
    {
        var forwarding = new EdgeForwarding { Address = address, Certificate = issuer.Certify(issuer.NewAuthority(s_installation, Some.Noon), Some.Worker, true, Some.Noon), Authorities = [] };
        Should.Throw<ArgumentException>(() => Shop.Edges.Render(ImmutableSortedDictionary<string, EdgeRoute>.Empty, 7, forwarding));
    }

    [Fact]
    public void A_host_is_in_one_part_of_the_map_and_is_taken_away_only_from_where_it_leads()
    {
        var (here, there) = (new Forward(s_w2, "a/b"), new Forward(WorkerId.Parse("w3"), "a/b"));
        var map = new ForwardMap { Part = ForwardMap.PartOf("teashop.shops.localhost") }.With("teashop.shops.localhost", here);
        map.With("teashop.shops.localhost", here).ShouldBeSameAs(map);
        map.Without("teashop.shops.localhost", there).ShouldBeSameAs(map);
        map.With("teashop.shops.localhost", there).Forwards.ShouldHaveSingleItem().Value.ShouldBe(there);
        map.Without("teashop.shops.localhost", here).Forwards.ShouldBeEmpty();
        Enumerable.Range(0, 20_000).Select(number => ForwardMap.PartOf($"shop{number}.shops.localhost")).Distinct().Count().ShouldBe(ForwardMap.Parts);
    }

    private static ImmutableSortedDictionary<string, Forward> Map(params (string Host, string Worker)[] entries)
        => entries.ToImmutableSortedDictionary(entry => entry.Host, entry => new Forward(WorkerId.Parse(entry.Worker), "a/b"), StringComparer.Ordinal);

    private static IEnumerable<string> Purposes(EdgeCertificate certificate)
    {
        using var read = X509Certificate2.CreateFromPem(certificate.Pem);
        return [.. read.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(purpose => purpose.Value!)];
    }

    private static bool IsKnown(EdgeCertificate certificate, IEnumerable<SigningCertificate> authorities, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = now.UtcDateTime, VerificationTimeIgnored = false };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.Select(authority => X509Certificate2.CreateFromPem(authority.Pem)).ToArray());
        using var read = X509Certificate2.CreateFromPem(certificate.Pem);
        return chain.Build(read);
    }
}
