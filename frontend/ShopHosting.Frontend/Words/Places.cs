using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ShopHosting.Frontend.Words;

/// <summary>A choice of a list: what is sent and what is read.</summary>
public sealed record Choice(string Value, string Text);

/// <summary>Countries (ISO 3166-1) and the currencies a shop may sell in (ISO 4217, the usual ones), by their English names. Own data, as the process runs without ICU.</summary>
public static class Places
{
    public const string DefaultCountry = "DE";
    public const string DefaultCurrency = "EUR";

    public static ImmutableArray<Choice> Countries { get; } = [.. Rows(CountryRows).Select(row => new Choice(row[..2], row[7..]))];

    public static ImmutableArray<Choice> Currencies { get; } = [.. Rows(CurrencyRows).Select(row => new Choice(row[..3], $"{row[4..]} ({row[..3]})"))];

    private static readonly FrozenDictionary<string, string> CurrencyByCountry = Rows(CountryRows).ToFrozenDictionary(row => row[..2], row => row[3..6], StringComparer.Ordinal);

    /// <summary>Languages that name one country well enough for a first guess.</summary>
    private static readonly FrozenDictionary<string, string> CountryByLanguage =
        "de-DE en-US fr-FR es-ES it-IT nl-NL pt-PT pl-PL cs-CZ sk-SK sv-SE da-DK nb-NO no-NO fi-FI hu-HU ro-RO el-GR tr-TR uk-UA ja-JP ko-KR zh-CN hi-IN id-ID th-TH vi-VN he-IL"
            .Split(' ').ToFrozenDictionary(pair => pair[..2], pair => pair[3..], StringComparer.Ordinal);

    public static bool IsCountry(string? code) => code is not null && CurrencyByCountry.ContainsKey(code);

    public static bool IsCurrency(string? code) => Currencies.Any(currency => currency.Value == code);

    public static string CountryName(string code) => Countries.FirstOrDefault(country => country.Value == code)?.Text ?? code;

    /// <summary>A first guess from what the browser says of its languages.</summary>
    public static (string Country, string Currency) Guess(StringValues acceptLanguage)
    {
        var country = StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var languages)
            ? languages.OrderByDescending(language => language.Quality ?? 1).Select(language => CountryOf(language.Value.ToString())).FirstOrDefault(code => code is not null)
            : null;
        country ??= DefaultCountry;
        return (country, IsCurrency(CurrencyByCountry[country]) ? CurrencyByCountry[country] : DefaultCurrency);
    }

    private static string? CountryOf(string tag)
    {
        var parts = tag.Split('-');
        var region = parts[^1].ToUpperInvariant();
        return parts.Length > 1 && IsCountry(region) ? region : CountryByLanguage.GetValueOrDefault(parts[0].ToLowerInvariant());
    }

    private static string[] Rows(string rows) => rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Code, usual currency of the list below, name.</summary>
    private const string CountryRows = """
        AF --- Afghanistan
        AX EUR Åland Islands
        AL --- Albania
        DZ --- Algeria
        AS USD American Samoa
        AD EUR Andorra
        AO --- Angola
        AI --- Anguilla
        AQ --- Antarctica
        AG --- Antigua and Barbuda
        AR ARS Argentina
        AM --- Armenia
        AW --- Aruba
        AU AUD Australia
        AT EUR Austria
        AZ --- Azerbaijan
        BS --- Bahamas
        BH --- Bahrain
        BD --- Bangladesh
        BB --- Barbados
        BY --- Belarus
        BE EUR Belgium
        BZ --- Belize
        BJ --- Benin
        BM --- Bermuda
        BT INR Bhutan
        BO --- Bolivia
        BA --- Bosnia and Herzegovina
        BW --- Botswana
        BV NOK Bouvet Island
        BR BRL Brazil
        IO USD British Indian Ocean Territory
        VG USD British Virgin Islands
        BN --- Brunei
        BG EUR Bulgaria
        BF --- Burkina Faso
        BI --- Burundi
        CV --- Cabo Verde
        KH --- Cambodia
        CM --- Cameroon
        CA CAD Canada
        BQ USD Caribbean Netherlands
        KY --- Cayman Islands
        CF --- Central African Republic
        TD --- Chad
        CL CLP Chile
        CN CNY China
        CX AUD Christmas Island
        CC AUD Cocos Islands
        CO COP Colombia
        KM --- Comoros
        CD --- Congo (Democratic Republic)
        CG --- Congo (Republic)
        CK NZD Cook Islands
        CR --- Costa Rica
        CI --- Côte d’Ivoire
        HR EUR Croatia
        CU --- Cuba
        CW --- Curaçao
        CY EUR Cyprus
        CZ CZK Czechia
        DK DKK Denmark
        DJ --- Djibouti
        DM --- Dominica
        DO --- Dominican Republic
        EC USD Ecuador
        EG EGP Egypt
        SV USD El Salvador
        GQ --- Equatorial Guinea
        ER --- Eritrea
        EE EUR Estonia
        SZ --- Eswatini
        ET --- Ethiopia
        FK --- Falkland Islands
        FO DKK Faroe Islands
        FJ --- Fiji
        FI EUR Finland
        FR EUR France
        GF EUR French Guiana
        PF --- French Polynesia
        TF EUR French Southern Territories
        GA --- Gabon
        GM --- Gambia
        GE --- Georgia
        DE EUR Germany
        GH --- Ghana
        GI --- Gibraltar
        GR EUR Greece
        GL DKK Greenland
        GD --- Grenada
        GP EUR Guadeloupe
        GU USD Guam
        GT --- Guatemala
        GG GBP Guernsey
        GN --- Guinea
        GW --- Guinea-Bissau
        GY --- Guyana
        HT --- Haiti
        HM AUD Heard Island and McDonald Islands
        HN --- Honduras
        HK HKD Hong Kong
        HU HUF Hungary
        IS ISK Iceland
        IN INR India
        ID IDR Indonesia
        IR --- Iran
        IQ --- Iraq
        IE EUR Ireland
        IM GBP Isle of Man
        IL ILS Israel
        IT EUR Italy
        JM --- Jamaica
        JP JPY Japan
        JE GBP Jersey
        JO --- Jordan
        KZ --- Kazakhstan
        KE KES Kenya
        KI AUD Kiribati
        KW --- Kuwait
        KG --- Kyrgyzstan
        LA --- Laos
        LV EUR Latvia
        LB --- Lebanon
        LS --- Lesotho
        LR --- Liberia
        LY --- Libya
        LI CHF Liechtenstein
        LT EUR Lithuania
        LU EUR Luxembourg
        MO --- Macao
        MG --- Madagascar
        MW --- Malawi
        MY MYR Malaysia
        MV --- Maldives
        ML --- Mali
        MT EUR Malta
        MH USD Marshall Islands
        MQ EUR Martinique
        MR --- Mauritania
        MU --- Mauritius
        YT EUR Mayotte
        MX MXN Mexico
        FM USD Micronesia
        MD --- Moldova
        MC EUR Monaco
        MN --- Mongolia
        ME EUR Montenegro
        MS --- Montserrat
        MA MAD Morocco
        MZ --- Mozambique
        MM --- Myanmar
        NA --- Namibia
        NR AUD Nauru
        NP --- Nepal
        NL EUR Netherlands
        NC --- New Caledonia
        NZ NZD New Zealand
        NI --- Nicaragua
        NE --- Niger
        NG NGN Nigeria
        NU NZD Niue
        NF AUD Norfolk Island
        KP --- North Korea
        MK --- North Macedonia
        MP USD Northern Mariana Islands
        NO NOK Norway
        OM --- Oman
        PK --- Pakistan
        PW USD Palau
        PS ILS Palestine
        PA USD Panama
        PG --- Papua New Guinea
        PY --- Paraguay
        PE PEN Peru
        PH PHP Philippines
        PN NZD Pitcairn
        PL PLN Poland
        PT EUR Portugal
        PR USD Puerto Rico
        QA --- Qatar
        RE EUR Réunion
        RO RON Romania
        RU --- Russia
        RW --- Rwanda
        WS --- Samoa
        SM EUR San Marino
        ST --- São Tomé and Príncipe
        SA SAR Saudi Arabia
        SN --- Senegal
        RS --- Serbia
        SC --- Seychelles
        SL --- Sierra Leone
        SG SGD Singapore
        SX --- Sint Maarten (Dutch part)
        SK EUR Slovakia
        SI EUR Slovenia
        SB --- Solomon Islands
        SO --- Somalia
        ZA ZAR South Africa
        GS --- South Georgia and the South Sandwich Islands
        KR KRW South Korea
        SS --- South Sudan
        ES EUR Spain
        LK --- Sri Lanka
        BL EUR St Barthélemy
        SH --- St Helena, Ascension and Tristan da Cunha
        KN --- St Kitts and Nevis
        LC --- St Lucia
        MF EUR St Martin (French part)
        PM EUR St Pierre and Miquelon
        VC --- St Vincent and the Grenadines
        SD --- Sudan
        SR --- Suriname
        SJ NOK Svalbard and Jan Mayen
        SE SEK Sweden
        CH CHF Switzerland
        SY --- Syria
        TW TWD Taiwan
        TJ --- Tajikistan
        TZ --- Tanzania
        TH THB Thailand
        TL USD Timor-Leste
        TG --- Togo
        TK NZD Tokelau
        TO --- Tonga
        TT --- Trinidad and Tobago
        TN --- Tunisia
        TR TRY Türkiye
        TM --- Turkmenistan
        TC USD Turks and Caicos Islands
        TV AUD Tuvalu
        UG --- Uganda
        UA UAH Ukraine
        AE AED United Arab Emirates
        GB GBP United Kingdom
        US USD United States
        UY --- Uruguay
        UM USD US Outlying Islands
        VI USD US Virgin Islands
        UZ --- Uzbekistan
        VU --- Vanuatu
        VA EUR Vatican City
        VE --- Venezuela
        VN VND Vietnam
        WF --- Wallis and Futuna
        EH MAD Western Sahara
        YE --- Yemen
        ZM --- Zambia
        ZW --- Zimbabwe
        """;

    private const string CurrencyRows = """
        ARS Argentine peso
        AUD Australian dollar
        BRL Brazilian real
        CAD Canadian dollar
        CLP Chilean peso
        CNY Chinese yuan
        COP Colombian peso
        CZK Czech koruna
        DKK Danish krone
        EGP Egyptian pound
        EUR Euro
        HKD Hong Kong dollar
        HUF Hungarian forint
        ISK Icelandic króna
        INR Indian rupee
        IDR Indonesian rupiah
        ILS Israeli shekel
        JPY Japanese yen
        KES Kenyan shilling
        MYR Malaysian ringgit
        MXN Mexican peso
        MAD Moroccan dirham
        TWD New Taiwan dollar
        NZD New Zealand dollar
        NGN Nigerian naira
        NOK Norwegian krone
        PEN Peruvian sol
        PHP Philippine peso
        PLN Polish złoty
        GBP Pound sterling
        RON Romanian leu
        SAR Saudi riyal
        SGD Singapore dollar
        ZAR South African rand
        KRW South Korean won
        SEK Swedish krona
        CHF Swiss franc
        THB Thai baht
        TRY Turkish lira
        AED UAE dirham
        UAH Ukrainian hryvnia
        USD US dollar
        VND Vietnamese dong
        """;
}
